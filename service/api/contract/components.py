"""The shared parts of the contract: tags, headers, header parameters, links and security schemes.

Their names come from the texts: a new header or tag needs no line here, unless its schema is not plain text.
"""

from collections.abc import Iterable
from typing import Any, get_args

from litestar.handlers import HTTPRouteHandler

from service.api.contract.code_lists import list_of
from service.api.contract.schemas import SCHEMA_REF
from service.api.contract.words import description, in_every_language
from service.api.wire.operation import spec_of
from service.application.ports.key_store import Scope
from service.model.patterns import IDEMPOTENCY_KEY, published
from service.texts import LANGUAGES, Texts, texts_of

_TEXT = {"type": "string"}
_HEADER_SCHEMAS: dict[str, dict[str, Any]] = {
    "Content-Language": {"$ref": SCHEMA_REF.format(name=list_of(LANGUAGES, answered=True).component)},
    "Location": {"type": "string", "format": "uri-reference"},
    "Retry-After": {"type": "integer", "minimum": 1},
}
_PARAMETER_SCHEMAS: dict[str, dict[str, Any]] = {
    "Accept-Language": {"schema": _TEXT, "example": "fr"},
    "Idempotency-Key": {
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": published(IDEMPOTENCY_KEY)}
    },
}


def tag(key: str) -> dict[str, str]:
    """Return a group of operations."""
    return {
        **in_every_language("name", lambda texts: texts.contract.tags[key].name),
        **description(lambda texts: texts.contract.tags[key].description),
    }


def tag_name(key: str) -> str:
    """Return the name by which an operation names its group."""
    return texts_of(LANGUAGES[0]).contract.tags[key].name


def response_header(name: str) -> dict[str, Any]:
    """Return a header of responses."""
    words = description(lambda texts: texts.contract.response_headers[name])
    return {**words, "schema": _HEADER_SCHEMAS.get(name, _TEXT)}


def header_parameter(name: str) -> dict[str, Any]:
    """Return a header of requests, as a parameter. None is required."""
    words = description(lambda texts: texts.contract.request_headers[name])
    schema = _PARAMETER_SCHEMAS.get(name, {"schema": _TEXT})
    return {"name": name, "in": "header", "required": False, **words, **schema}


def links() -> dict[str, Any]:
    """Return what to call next with the id of a new assessment, by operation id."""
    return {name: _link(name) for name in texts_of(LANGUAGES[0]).contract.links}


def _link(operation_id: str) -> dict[str, Any]:
    return {
        "operationId": operation_id,
        "parameters": {"assessment_id": "$response.body#/id"},
        **description(lambda texts: texts.contract.links[operation_id]),
    }


def security_schemes(operations: list[HTTPRouteHandler]) -> dict[str, Any]:
    """Return how a caller authenticates: by a key, described with what it opens, or by a signed link."""
    scopes = "\n".join(_scope_rows(operations))
    open_to_visitors = _ids(handler for handler in operations if "visitors" in spec_of(handler).traits)

    def secret_key(texts: Texts) -> str:
        words = texts.contract.keys
        return f"{words.secret}\n\n| {words.scope} | {words.opens} |\n|---|---|\n{scopes}"

    def publishable_key(texts: Texts) -> str:
        words = texts.contract.keys
        opens_only = texts.writing.fill(words.opens_only, operations=open_to_visitors)
        return f"{words.publishable} {opens_only}"

    signed_link = description(lambda texts: texts.contract.signed_link)
    bearer = {"type": "http", "scheme": "bearer"}
    return {
        "secretKey": {**bearer, "bearerFormat": "sk_…", **description(secret_key)},
        "publishableKey": {**bearer, "bearerFormat": "pk_…", **description(publishable_key)},
        "signedLink": {"type": "apiKey", "in": "query", "name": "signature", **signed_link},
    }


def _scope_rows(operations: list[HTTPRouteHandler]) -> Iterable[str]:
    for scope in ("any", *get_args(Scope)):
        if opened := [handler for handler in operations if spec_of(handler).scope == scope]:
            yield f"| `{scope}` | {', '.join(_ids(opened))} |"


def _ids(operations: Iterable[HTTPRouteHandler]) -> list[str]:
    return [f"`{handler.operation_id}`" for handler in operations]
