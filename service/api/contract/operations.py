"""One operation of the contract: its words, who may call it, its parameters, its body and its responses.

Imports what a handler declares.
"""

import re
from collections.abc import Iterable
from typing import Any, get_args

import msgspec
from litestar.handlers import HTTPRouteHandler

from service.api.contract.components import tag_name
from service.api.contract.responses import responses_of, schema_ref
from service.api.contract.schemas import query_schema
from service.api.contract.words import description, in_every_language
from service.api.prices import cost
from service.api.traits import DeclaredTrait
from service.api.wire.operation import OperationSpec, spec_of
from service.api.wire.parts import PART_SCOPES, part_parameters
from service.model.codes import Include, StoredInclude
from service.model.patterns import NAME, UUID7_ANY_CASE, VERSION, published
from service.texts import Texts

_NAME_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": published(NAME)}
_PATH_SCHEMAS: dict[str, dict[str, Any]] = {
    "assessment_id": {
        "type": "string",
        "format": "uuid",
        "maxLength": 36,
        "pattern": published(UUID7_ANY_CASE),
    },
    "version": {"type": "string", "maxLength": 40, "pattern": published(VERSION)},
    "rule_id": _NAME_SCHEMA,
    "source_id": _NAME_SCHEMA,
}
_PATH_EXAMPLES = {
    "assessment_id": "01a202e3-0c00-7000-8000-000000000017",
    "version": "v2026.1",
    "rule_id": "factor.voice_delegation",
    "source_id": "J",
}
HEADER_BY_TRAIT: dict[DeclaredTrait, str] = {
    "localised": "Accept-Language",
    "tagged": "If-None-Match",
    "idempotent": "Idempotency-Key",
}
# What opens an operation beside a secret key.
_SCHEME_BY_TRAIT: dict[DeclaredTrait, str] = {"visitors": "publishableKey", "signed_link": "signedLink"}


def operation_of(handler: HTTPRouteHandler, example: dict[str, Any]) -> dict[str, Any]:
    """Return an operation as the contract holds it, with this example of request and answers."""
    operation_id, spec = str(handler.operation_id), spec_of(handler)
    result: dict[str, Any] = {
        "operationId": operation_id,
        **in_every_language("summary", lambda texts: texts.contract.operations[operation_id].summary),
        **description(lambda texts: texts.contract.operations[operation_id].description),
        "tags": [tag_name(spec.tag)],
        **_access(spec),
        **({} if spec.limit is None else {"x-cost": cost(operation_id, _parts(spec))}),
        "parameters": [
            *map(_path_parameter, path_names(handler)),
            *_query_parameters(operation_id, spec),
            *_header_parameters(spec),
        ],
    }
    if body := handler.parsed_data_field:
        content = {"schema": schema_ref(body.annotation)}
        if example.get("request"):
            content["example"] = example["request"]
        result["requestBody"] = {"required": True, "content": {"application/json": content}}
    return {**result, "responses": responses_of(handler, example)}


def path_names(handler: HTTPRouteHandler) -> list[str]:
    """Return the names of an operation's path parameters."""
    (path,) = handler.paths
    return re.findall(r"{(\w+):str}", path)


def query_names(spec: OperationSpec) -> list[str]:
    """Return the names of an operation's query parameters."""
    return [field.encode_name for field in msgspec.structs.fields(spec.query)]


def _parts(spec: OperationSpec) -> tuple[StoredInclude, ...]:
    """The parts that an operation can include."""
    if "include" not in query_names(spec):
        return ()
    return get_args(StoredInclude) if "stored" in spec.traits else get_args(Include)


def _access(spec: OperationSpec) -> dict[str, Any]:
    if spec.scope is None:
        return {"security": []}
    others = [name for trait, name in _SCHEME_BY_TRAIT.items() if trait in spec.traits]
    return {"x-scope": spec.scope, "security": [{name: list[str]()} for name in ("secretKey", *others)]}


def _path_parameter(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        **description(lambda texts: texts.contract.path_parameters[name]),
        "example": _PATH_EXAMPLES[name],
        "schema": _PATH_SCHEMAS[name],
    }


def _query_parameters(operation_id: str, spec: OperationSpec) -> Iterable[dict[str, Any]]:
    schema = query_schema(spec.query)
    for name, value in schema["properties"].items():
        parameter = {
            "name": name,
            "in": "query",
            "required": name in schema["required"],
            **_query_words(operation_id, name, part_scopes := _part_scopes(spec, name)),
        }
        if part_scopes:
            parameter["x-scopes"] = part_scopes
        if value.get("type") == "array":
            parameter |= {"style": "form", "explode": False}
        yield parameter | {"schema": value}


def _part_scopes(spec: OperationSpec, name: str) -> dict[str, str]:
    """The scopes that values of a parameter take beyond that of the operation."""
    parts = part_parameters(spec.query).get(name, frozenset())
    scopes = {part: PART_SCOPES[name][part] for part in sorted(parts)}
    return {part: scope for part, scope in scopes.items() if scope not in ("any", spec.scope)}


def _query_words(operation_id: str, name: str, part_scopes: dict[str, str]) -> dict[str, str]:
    """The operation's own words for a parameter, else those that it shares with others of that name."""

    def words(texts: Texts) -> str:
        own = texts.contract.operations[operation_id].parameters
        text = own[name] if name in own else texts.contract.parameters[name]
        part, fill = texts.contract.keys.part, texts.writing.fill
        return " ".join([text, *(fill(part, part=p, scope=s) for p, s in part_scopes.items())])

    return description(words)


def _header_parameters(spec: OperationSpec) -> Iterable[dict[str, str]]:
    for trait, name in HEADER_BY_TRAIT.items():
        if trait in spec.traits:
            yield {"$ref": f"#/components/parameters/{name}"}
