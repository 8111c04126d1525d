"""One operation of the contract: its words, who may call it, its parameters, its body and its responses.

Imports what a handler declares.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from litestar.handlers import HTTPRouteHandler

from service.api.contract.components import tag_name
from service.api.contract.responses import SCHEMA_REF, responses_of, schema_ref
from service.api.contract.words import description, in_every_language
from service.api.traits import DeclaredTrait
from service.api.wire.operation import OperationSpec, spec_of
from service.model.patterns import NAME
from service.texts import Texts

_PATH_EXAMPLES = {
    "assessment_id": "01a202e3-0c00-7000-8000-000000000017",
    "version": "2026.1",
    "rule_id": "factor.voice",
    "source_id": "J",
}
HEADER_BY_TRAIT: dict[DeclaredTrait, str] = {
    "localised": "Accept-Language",
    "tagged": "If-None-Match",
    "idempotent": "Idempotency-Key",
}


def operation_of(handler: HTTPRouteHandler, example: dict[str, Any]) -> dict[str, Any]:
    """Return an operation as the contract holds it, with this example of request and answers."""
    operation_id, spec = str(handler.operation_id), spec_of(handler)
    result: dict[str, Any] = {
        "operationId": operation_id,
        **in_every_language("summary", lambda texts: texts.contract.operations[operation_id].summary),
        **description(lambda texts: texts.contract.operations[operation_id].description),
        "tags": [tag_name(spec.tag)],
        **_access(spec),
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


def _access(spec: OperationSpec) -> dict[str, Any]:
    if spec.scope is None:
        return {"security": []}
    signed_link = [{"signedLink": list[str]()}] if "signed_link" in spec.traits else []
    return {
        "x-scope": spec.scope,
        "x-publishable": "visitors" in spec.traits,
        "security": [{"bearer": []}, *signed_link],
    }


def _path_parameter(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        **description(lambda texts: texts.contract.path_parameters[name]),
        "example": _PATH_EXAMPLES[name],
        "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": NAME},
    }


def _query_parameters(operation_id: str, spec: OperationSpec) -> Iterable[dict[str, Any]]:
    schema = msgspec.json.schema_components([spec.query], ref_template=SCHEMA_REF)[1][spec.query.__name__]
    for name, value in schema["properties"].items():
        parameter = {
            "name": name,
            "in": "query",
            "required": name in schema["required"],
            **_query_words(operation_id, name),
        }
        if value.get("type") == "array":
            parameter |= {"style": "form", "explode": False}
        yield parameter | {"schema": value}


def _query_words(operation_id: str, name: str) -> dict[str, str]:
    """The operation's own words for a parameter, else those that it shares with others of that name."""

    def words(texts: Texts) -> str:
        own = texts.contract.operations[operation_id].parameters
        return own[name] if name in own else texts.contract.parameters[name]

    return description(words)


def _header_parameters(spec: OperationSpec) -> Iterable[dict[str, str]]:
    for trait, name in HEADER_BY_TRAIT.items():
        if trait in spec.traits:
            yield {"$ref": f"#/components/parameters/{name}"}
