"""Errors to HTTP: the problem that an error is, its words, and its response (RFC 9457).

Imports the error tree and the kinds of problem. Nothing of an unexpected error leaves the service.
"""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from msgspec import UNSET, Struct, UnsetType
from msgspec.json import Encoder

from service import errors
from service.api.language import language_of
from service.api.problems.kinds import KINDS, ProblemKind
from service.application.access.key_format import redact_keys
from service.application.methodology.lookup import describe_unknown_name
from service.errors import Fault
from service.texts import Language, texts_of

MEDIA_TYPE = "application/problem+json"
_ENCODER = Encoder()
_LONGEST_PATH = 200
_KIND_BY_ERROR = {error: kind for kind in KINDS for error in kind.errors}


class Problem(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What went wrong (RFC 9457). ``type`` is stable; ``errors`` names every fault of an invalid request.

    A fault's ``pointer`` is a JSON Pointer into its ``location``: the body as it was sent, or the parameters
    or headers as an object.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str | UnsetType = UNSET
    errors: tuple[Fault, ...] | UnsetType = UNSET


def kind_of(error: BaseException) -> ProblemKind:
    """Return the kind of problem that an error is: that of its nearest class among the kinds' errors."""
    return next(_KIND_BY_ERROR[cls] for cls in type(error).__mro__ if cls in _KIND_BY_ERROR)


def problem_of(
    kind: ProblemKind, language: Language, path: str, faults: tuple[Fault, ...] = (), detail: str = ""
) -> Problem:
    """Return a problem in words. ``path`` is the request's, without its query; it is cut to 200 characters.

    ``detail`` replaces the text's detail; it is in the same language, and more precise.
    """
    texts = texts_of(language).problems[kind.slug]
    return Problem(
        type=f"/problems/{kind.slug}",
        title=texts.title,
        status=kind.status,
        detail=detail or texts.detail,
        instance=quote(path[:_LONGEST_PATH], safe="/~!$&'()*+,;=:@", errors="replace"),
        errors=faults or UNSET,
    )


def problem_response(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Return the response to an error, as ``application/problem+json``; the handler of every exception."""
    kind, language = kind_of(error), language_of(request)
    faults = error.faults if isinstance(error, errors.InvalidInput) else ()
    detail = describe_unknown_name(error, language) if isinstance(error, errors.UnknownName) else ""
    headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    for name, value_for in kind.headers.items():
        headers[name] = value_for(error)
    # An error names what was sent, and a key may have been sent in the wrong place.
    body = redact_keys(_ENCODER.encode(problem_of(kind, language, request.scope["path"], faults, detail)))
    return Response(body, status_code=kind.status, media_type=MEDIA_TYPE, headers=headers)
