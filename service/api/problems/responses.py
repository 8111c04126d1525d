"""Errors to HTTP: the problem that an error is, its words, and its response (RFC 9457).

Imports the error tree and the kinds of problem. Nothing of an unexpected error leaves the service.
"""

from typing import Any, cast
from urllib.parse import quote

from litestar import Request, Response
from msgspec import UNSET, Struct, UnsetType
from msgspec.json import Encoder
from msgspec.structs import replace

from service import errors
from service.api.language import language_of
from service.api.problems.kinds import KINDS, ProblemKind
from service.api.services import services_of
from service.application.access.key_format import redact_keys
from service.application.methodology.lookup import describe_unknown_name
from service.application.ports.key_store import Scope
from service.errors import Fault
from service.texts import Language, texts_of

MEDIA_TYPE = "application/problem+json"
_ENCODER = Encoder()
_LONGEST_PATH = 200
_KIND_BY_ERROR = {error: kind for kind in KINDS for error in kind.errors}


class Problem(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What went wrong (RFC 9457). ``type`` is stable; ``errors`` names every fault of an invalid request.

    A fault's ``pointer`` is a JSON Pointer into its ``location``: the body as it was sent, or the parameters
    or headers as an object. ``missing_scope`` is what a key lacks, where a scope would help.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str | UnsetType = UNSET
    errors: tuple[Fault, ...] | UnsetType = UNSET
    missing_scope: Scope | UnsetType = UNSET


def kind_of(error: BaseException) -> ProblemKind:
    """Return the kind of problem that an error is: that of its nearest class among the kinds' errors."""
    return next(_KIND_BY_ERROR[cls] for cls in type(error).__mro__ if cls in _KIND_BY_ERROR)


def problem_of(
    kind: ProblemKind,
    language: Language,
    path: str,
    faults: tuple[Fault, ...] = (),
    detail: str = "",
    *,
    base_path: str = "",
) -> Problem:
    """Return a problem in words. ``path`` is the request's, without its query; it is cut to 200 characters.

    ``detail`` replaces the text's detail; it is in the same language, and more precise. ``base_path`` is the
    path under which callers see the service.
    """
    texts = texts_of(language).problems[kind.slug]
    return Problem(
        type=f"{base_path}/problems/{kind.slug}",
        title=texts.title,
        status=kind.status,
        detail=detail or texts.detail,
        instance=base_path + quote(path[:_LONGEST_PATH], safe="/~!$&'()*+,;=:@", errors="replace"),
        errors=faults or UNSET,
    )


def problem_response(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Return the response to an error, as ``application/problem+json``; the handler of every exception."""
    kind, language = kind_of(error), language_of(request)
    faults = error.faults if isinstance(error, errors.InvalidInput) else ()
    problem = problem_of(
        kind,
        language,
        request.scope["path"],
        faults,
        _detail(error, language),
        base_path=services_of(request).base_path,
    )
    if isinstance(error, errors.Forbidden):
        problem = refusal(problem, error, language)
    headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    for name, value_for in kind.headers.items():
        headers[name] = value_for(error)
    # An error names what was sent, and a key may have been sent in the wrong place.
    body = redact_keys(_ENCODER.encode(problem))
    return Response(body, status_code=kind.status, media_type=MEDIA_TYPE, headers=headers)


def refusal(problem: Problem, error: errors.Forbidden, language: Language) -> Problem:
    """Return the problem with the scope that the key lacks, and with what takes it."""
    refused = "part" if error.part else "operation"
    texts = texts_of(language)
    words = texts.refusals[refused if error.scope else f"public_{refused}"]
    detail = texts.writing.fill(words, scope=error.scope, part=error.part)
    return replace(problem, detail=detail, missing_scope=cast("Scope | None", error.scope) or UNSET)


def _detail(error: Exception, language: Language) -> str:
    """What is more precise than the words of the kind; empty if there is nothing."""
    if isinstance(error, errors.UnknownName):
        return describe_unknown_name(error, language)
    return error.describe(language) if isinstance(error, errors.OutcomeUnknown) else ""
