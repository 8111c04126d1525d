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
from service.application.names import told
from service.errors import Fault
from service.model.codes import Language

MEDIA_TYPE = "application/problem+json"
_ENCODER = Encoder()


class Problem(Struct, frozen=True, omit_defaults=True):
    """What went wrong (RFC 9457). ``type`` is stable; ``errors`` names every fault of an invalid request.

    A fault's ``pointer`` is a JSON pointer into the body, or a query parameter's name after a question mark.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str | UnsetType = UNSET
    errors: tuple[Fault, ...] | UnsetType = UNSET


class Kind(Struct, frozen=True):
    """A kind of problem: its status, the name in its type, its title and what to do next, per language."""

    status: int
    slug: str
    title: dict[Language, str]
    detail: dict[Language, str]


_INVALID = Kind(
    400,
    "invalid-input",
    {"en": "Invalid input", "fr": "Saisie invalide"},
    {
        "en": "What was sent does not fit the contract. Correct every entry of “errors” and send it again.",
        "fr": "L’envoi ne respecte pas le contrat. Corrigez chaque entrée de « errors » et renvoyez-le.",
    },
)
_BAD_REQUEST = Kind(
    400,
    "bad-request",
    {"en": "Bad request", "fr": "Requête incorrecte"},
    {
        "en": "The request's head is not well formed. Check its headers, the host among them.",
        "fr": "L’en-tête de la requête est mal formé. Vérifiez ses champs, dont l’hôte.",
    },
)
_UNAUTHENTICATED = Kind(
    401,
    "unauthenticated",
    {"en": "A valid key is needed", "fr": "Une clé valide est nécessaire"},
    {
        "en": "Send “Authorization: Bearer” followed by a key that is complete and has not been revoked.",
        "fr": "Envoyez « Authorization: Bearer » suivi d’une clé complète et non révoquée.",
    },
)
_FORBIDDEN = Kind(
    403,
    "forbidden",
    {"en": "This key may not do this", "fr": "Cette clé ne permet pas cela"},
    {
        "en": "The key is valid and lacks the scope of this operation. Use a key that has it.",
        "fr": "La clé est valide mais n’a pas le droit requis ici. Utilisez une clé qui l’a.",
    },
)
_NOT_FOUND = Kind(
    404,
    "not-found",
    {"en": "Not found", "fr": "Introuvable"},
    {
        "en": "The path, or an identifier or a version in the request, names nothing that exists or that this"
        " key may see. The contract is at /openapi.yaml, the versions are at /v1/methodologies.",
        "fr": "Le chemin, ou un identifiant ou une version de la requête, ne désigne rien qui existe ou que"
        " cette clé puisse voir. Le contrat est à /openapi.yaml, les versions à /v1/methodologies.",
    },
)
_NOT_ALLOWED = Kind(
    405,
    "method-not-allowed",
    {"en": "Method not allowed", "fr": "Méthode non autorisée"},
    {
        "en": "This path does not answer this method. The header “Allow” lists those that it does.",
        "fr": "Ce chemin ne répond pas à cette méthode. L’en-tête « Allow » énumère celles qu’il accepte.",
    },
)
_TOO_LARGE = Kind(
    413,
    "body-too-large",
    {"en": "Body too large", "fr": "Corps trop volumineux"},
    {
        "en": "A body may hold at most 65,536 bytes. No valid profile is larger.",
        "fr": "Un corps compte au plus 65 536 octets. Aucun profil valide n’est plus grand.",
    },
)
_UNSUPPORTED = Kind(
    415,
    "unsupported-body",
    {"en": "Unsupported body", "fr": "Corps non pris en charge"},
    {
        "en": "Send “Content-Type: application/json”, in UTF-8 and without a content encoding.",
        "fr": "Envoyez « Content-Type: application/json », en UTF-8 et sans encodage de contenu.",
    },
)
_INTERNAL = Kind(
    500,
    "internal-error",
    {"en": "Internal error", "fr": "Erreur interne"},
    {
        "en": "The fault is ours. Send the request again; if it persists, report this answer's X-Request-Id.",
        "fr": "La faute est nôtre. Renvoyez la requête ; si elle persiste, signalez le X-Request-Id reçu.",
    },
)

TABLE: dict[type[BaseException], Kind] = {
    errors.InvalidInput: _INVALID,
    errors.Unauthenticated: _UNAUTHENTICATED,
    errors.Forbidden: _FORBIDDEN,
    errors.NotFound: _NOT_FOUND,
    errors.UnsupportedBody: _UNSUPPORTED,
    RequestEntityTooLarge: _TOO_LARGE,
    NotFoundException: _NOT_FOUND,
    MethodNotAllowedException: _NOT_ALLOWED,
    ClientException: _BAD_REQUEST,
    Exception: _INTERNAL,
}


def kind_of(error: BaseException) -> Kind:
    """Return the kind of problem that an error is: that of its nearest class in the table."""
    return next(TABLE[cls] for cls in type(error).__mro__ if cls in TABLE)


def problem_of(
    kind: Kind, language: Language, path: str, faults: tuple[Fault, ...] = (), detail: str = ""
) -> Problem:
    """Word a problem. ``path`` is the request's, without its query, which may hold personal data.

    ``detail`` is in the same language, and more precise than the table.
    """
    return Problem(
        type=f"/problems/{kind.slug}",
        title=kind.title[language],
        status=kind.status,
        detail=detail or kind.detail[language],
        instance=quote(path, safe="/~!$&'()*+,;=:@", errors="replace"),
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
    if isinstance(error, MethodNotAllowedException):
        headers["Allow"] = with_head((error.headers or {}).get("allow", "").split(", "))
    detail = told(error, language) if isinstance(error, errors.UnknownName) else ""
    body = _ENCODER.encode(problem_of(kind, language, request.scope["path"], faults, detail))
    return Response(body, status_code=kind.status, media_type=MEDIA_TYPE, headers=headers)


def with_head(methods: list[str]) -> str:
    """Return the value of ``Allow``: these methods, and HEAD wherever there is GET."""
    return ", ".join(sorted({*methods, "HEAD"} if "GET" in methods else set(methods)))
