"""Errors to HTTP: one table from error class to status, type and words; one body shape (RFC 9457).

Imports the error tree and the framework's own errors. Nothing of an unexpected error leaves the service.
"""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.exceptions import ClientException, MethodNotAllowedException, NotFoundException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from msgspec import UNSET, Struct, UnsetType
from msgspec.json import Encoder

from service import errors
from service.api.language import language_of
from service.api.problems import kinds as kinds
from service.api.problems.kinds import ProblemKind
from service.application.access.key_format import redact_keys
from service.application.methodology.lookup import describe_unknown_name
from service.errors import Fault
from service.texts import Language

MEDIA_TYPE = "application/problem+json"
_ENCODER = Encoder()
_LONGEST_PATH = 200


class Problem(Struct, frozen=True, omit_defaults=True):
    """What went wrong (RFC 9457). ``type`` is stable; ``errors`` names every fault of an invalid request.

    A fault's ``pointer`` is a JSON pointer into the body, a query parameter's name after a question mark,
    or a header's name.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str | UnsetType = UNSET
    errors: tuple[Fault, ...] | UnsetType = UNSET


TABLE: dict[type[BaseException], ProblemKind] = {
    errors.InvalidInput: kinds.INVALID,
    errors.Unauthenticated: kinds.UNAUTHENTICATED,
    errors.Forbidden: kinds.FORBIDDEN,
    errors.OriginRefused: kinds.ORIGIN_REFUSED,
    errors.LinkRefused: kinds.LINK_REFUSED,
    errors.NotFound: kinds.NOT_FOUND,
    errors.FormatMissing: kinds.FORMAT_MISSING,
    errors.IdempotencyKeyReused: kinds.RETRY_KEY_REUSED,
    errors.ErasedSince: kinds.ERASED,
    errors.TooManyRequests: kinds.TOO_MANY,
    errors.Unavailable: kinds.UNAVAILABLE,
    errors.UnsupportedBody: kinds.UNSUPPORTED,
    RequestEntityTooLarge: kinds.TOO_LARGE,
    NotFoundException: kinds.NOT_FOUND,
    MethodNotAllowedException: kinds.NOT_ALLOWED,
    ClientException: kinds.BAD_REQUEST,
    Exception: kinds.INTERNAL,
}


def kind_of(error: BaseException) -> ProblemKind:
    """Return the kind of problem that an error is: that of its nearest class in the table."""
    return next(TABLE[cls] for cls in type(error).__mro__ if cls in TABLE)


def problem_of(
    kind: ProblemKind, language: Language, path: str, faults: tuple[Fault, ...] = (), detail: str = ""
) -> Problem:
    """Word a problem. ``path`` is the request's, cut to a sane length, without its query.

    ``detail`` is in the same language, and more precise than the table.
    """
    return Problem(
        type=f"/problems/{kind.slug}",
        title=kind.title[language],
        status=kind.status,
        detail=detail or kind.detail[language],
        instance=quote(path[:_LONGEST_PATH], safe="/~!$&'()*+,;=:@", errors="replace"),
        errors=faults or UNSET,
    )


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer an error as ``application/problem+json``; the framework's handler of every exception."""
    kind, language = kind_of(error), language_of(request)
    faults = error.faults if isinstance(error, errors.InvalidInput) else ()
    headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    if isinstance(error, errors.Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="palier"' + (
            ', error="invalid_token"' if error.invalid else ""
        )
    if isinstance(error, errors.Forbidden):
        headers["WWW-Authenticate"] = (
            f'Bearer realm="palier", error="insufficient_scope", scope="{error.scope}"'
        )
    if isinstance(error, errors.TooManyRequests | errors.Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, MethodNotAllowedException):
        headers["Allow"] = with_head((error.headers or {}).get("allow", "").split(", "))
    detail = describe_unknown_name(error, language) if isinstance(error, errors.UnknownName) else ""
    # An error names what was sent, and a key may have been sent in the wrong place.
    body = redact_keys(_ENCODER.encode(problem_of(kind, language, request.scope["path"], faults, detail)))
    return Response(body, status_code=kind.status, media_type=MEDIA_TYPE, headers=headers)


def with_head(methods: list[str]) -> str:
    """Return the value of ``Allow``: these methods, and HEAD wherever there is GET."""
    return ", ".join(sorted({*methods, "HEAD"} if "GET" in methods else set(methods)))
