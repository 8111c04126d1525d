"""The OpenAPI 3.1 document, built once at start-up from the route handlers.

The framework's own generator loses item constraints and ``additionalProperties: false``; the schemas here are
msgspec's, which are exact. What a handler declares (scope, body, query, path) decides which statuses are
documented, so the two cannot drift apart. Imports no use case.
"""

import re
from collections.abc import Iterable
from typing import Any, get_args

import msgspec
import yaml
from litestar.handlers import HTTPRouteHandler
from litestar.routes import BaseRoute, HTTPRoute
from msgspec import Struct

from service import __version__
from service.api.contract import wording as say
from service.api.contract.integers import size_integers
from service.api.contract.responses import documented, header_refs, problem_ref, problem_responses
from service.api.formats.parquet import PARQUET
from service.api.problems.table import Problem
from service.api.wire.operation import OperationSpec, spec_of
from service.api.wire.responses import Document, document
from service.application.ports.key_store import Scope
from service.model.patterns import NAME
from service.texts import Language

_REF = "#/components/schemas/{name}"


class Contract(Struct, frozen=True):
    """The document in both its forms."""

    yaml: Document
    json: Document


class _Plain(yaml.SafeDumper):
    """Writes every example in full: an alias would be one more thing for a reader to know."""

    def ignore_aliases(self, _: Any) -> bool:
        """Write no alias, whatever the data."""
        return True


def write_contract(routes: Iterable[BaseRoute], order: list[str], examples: dict[str, Any]) -> Contract:
    """Build the contract of these routes, with their operations in this order and with these examples.

    The framework keeps the methods of a path in a set: their order is another in each process.
    """
    operations = sorted(_operations(routes), key=lambda handler: order.index(str(handler.operation_id)))
    content = build_document(operations, examples)
    text = yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
    return Contract(
        yaml=document(text.encode(), "application/yaml"),
        json=document(msgspec.json.encode(content), "application/json"),
    )


def build_document(operations: list[HTTPRouteHandler], examples: dict[str, Any]) -> dict[str, Any]:
    """Return the contract of these operations as plain data."""
    paths: dict[str, dict[str, Any]] = {}
    for handler in operations:
        (path,) = handler.paths
        (method,) = handler.http_methods
        operation = _operation(handler, examples.get(str(handler.operation_id), {}))
        paths.setdefault(re.sub(r":\w+}", "}", path), {})[method.lower()] = operation
    content = {
        "openapi": "3.1.0",
        "info": {
            "title": "Palier",
            "version": __version__,
            **say.SERVICE,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", **say.HERE, "x-internal": False}],
        "tags": list(say.TAGS),
        "paths": paths,
        "components": {
            "schemas": _schemas(operations),
            "parameters": say.PARAMETERS,
            "responses": problem_responses(),
            "headers": say.HEADERS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", **_with_scopes(operations)},
                "signedLink": {"type": "apiKey", "in": "query", "name": "signature", **say.SIGNED_LINK},
            },
        },
    }
    size_integers(content)
    return content


def _with_scopes(operations: list[HTTPRouteHandler]) -> dict[str, str]:
    """What a key is, and the table of what each scope opens, in both languages."""
    rows = ""
    for scope in ("any", *get_args(Scope)):
        opened = [handler for handler in operations if spec_of(handler).scope == scope]
        visited = [handler for handler in opened if spec_of(handler).visitors]
        if opened:
            rows += f"| `{scope}` | {_ids(opened)} | {_ids(visited) or '–'} |\n"
    return {name: words + rows for name, words in say.BEARER.items()}


def _ids(operations: list[HTTPRouteHandler]) -> str:
    return " ".join(f"`{handler.operation_id}`" for handler in operations)


def _operations(routes: Iterable[BaseRoute]) -> Iterable[HTTPRouteHandler]:
    for route in routes:
        if isinstance(route, HTTPRoute):
            yield from (handler for handler in route.route_handlers if "call" in handler.opt)


def _operation(handler: HTTPRouteHandler, example: dict[str, Any]) -> dict[str, Any]:
    call = spec_of(handler)
    result: dict[str, Any] = {
        "operationId": handler.operation_id,
        "summary": handler.summary,
        "x-summary-fr": call.summary_fr,
        **say.said(handler.description or "", call.description_fr),
        "tags": handler.resolve_tags(),
        **({"x-scope": call.scope, "x-publishable": call.visitors} if call.scope else {}),
        "security": [{"bearer": []}, *([{"signedLink": []}] if call.signed else [])] if call.scope else [],
        "parameters": [*_path_parameters(handler), *_query_parameters(call)],
    }
    for name, takes in (
        ("Accept-Language", call.localised),
        ("If-None-Match", call.tagged),
        ("Idempotency-Key", call.retried),
    ):
        if takes:
            result["parameters"].append({"$ref": f"#/components/parameters/{name}"})
    if body := handler.parsed_data_field:
        content = {"schema": _ref(body.annotation)}
        if example.get("request"):
            content["example"] = example["request"]
        result["requestBody"] = {"required": True, "content": {"application/json": content}}
    result["responses"] = _successes(handler, example) | {
        str(status): problem_ref(status) for status in _statuses(handler)
    }
    return result


def _path_parameters(handler: HTTPRouteHandler) -> Iterable[dict[str, Any]]:
    (path,) = handler.paths
    for name in re.findall(r"{(\w+):str}", path):
        schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": NAME}
        yield {"name": name, "in": "path", "required": True, **say.IN_PATH[name], "schema": schema}


def _query_parameters(call: OperationSpec) -> Iterable[dict[str, Any]]:
    schema = msgspec.json.schema_components([call.query], ref_template=_REF)[1][call.query.__name__]
    for name, value in schema["properties"].items():
        words = {key: value.pop(key) for key in ("description", "x-description-fr")}
        parameter = {"name": name, "in": "query", "required": name in schema["required"], **words}
        if value.get("type") == "array":
            parameter |= {"style": "form", "explode": False}
        yield parameter | {"schema": value}


def _successes(handler: HTTPRouteHandler, example: dict[str, Any]) -> dict[str, Any]:
    call = spec_of(handler)
    status = handler.status_code
    if call.empty:
        return {"204": {**say.DONE, "headers": header_refs(_always(call))}}
    found = {str(status): _success(call, status, example)}
    if call.tagged:
        found["304"] = {**say.KNOWN, "headers": header_refs([*_always(call), "ETag"])}
    return found


def _always(call: OperationSpec) -> list[str]:
    """The headers of every answer of an operation."""
    return ["X-Request-Id", *(["RateLimit-Policy", "RateLimit"] if call.limit else [])]


def _success(call: OperationSpec, status: int, example: dict[str, Any]) -> dict[str, Any]:
    plain = {"type": "object" if call.media_type.endswith(("/json", "/yaml")) else "string"}
    schema = _ref(call.answers) if call.answers else plain
    content: dict[str, Any] = {"schema": schema}
    content |= _examples(call, example.get("answers"))
    if call.media_type in example.get("tables", {}):
        content["example"] = example["tables"][call.media_type]
    names = [
        *_always(call),
        *(["Content-Language", "Vary"] if call.localised else []),
        *(["ETag"] if call.tagged else []),
        *(["Location"] if status == 201 else []),
        *(["X-Next-Cursor", "X-Complete-Until"] if call.exported else []),
    ]
    tables = {kind: _table(kind, example["tables"].get(kind)) for kind in call.tables}
    found = {**say.DONE, "headers": header_refs(names), "content": {call.media_type: content, **tables}}
    return found | ({"links": say.LINKS} if status == 201 else {})


def _table(media_type: str, example: str | None) -> dict[str, Any]:
    """An answer as a table: a text with its example, or bytes, which have none."""
    if example is None:
        return {"schema": {"type": "string", "contentMediaType": media_type}}
    return {"schema": {"type": "string"}, "example": example}


def _examples(call: OperationSpec, answers: dict[Language, Any] | None) -> dict[str, Any]:
    """One example, or one in each language where the answer has words."""
    if answers is None:
        return {}
    if not call.localised:
        return {"example": answers["en"]}
    return {"examples": {language: {"value": answer} for language, answer in answers.items()}}


def _statuses(handler: HTTPRouteHandler) -> list[int]:
    """Return the statuses of the problems that an operation can answer, by what it declares."""
    call, body = spec_of(handler), handler.parsed_data_field is not None
    possible = {
        400: body or call.localised or call.limit is not None,
        401: call.scope is not None,
        403: call.scope is not None,
        404: call.may_miss,
        409: call.retried,
        413: body,
        415: body,
        429: call.limit is not None,
        500: True,
        # A server may have been installed without it.
        501: PARQUET in call.tables,
        # Whether a key still holds is asked of the store too.
        503: call.stored or call.scope is not None,
    }
    return [status for status in documented() if possible[status]]


def _schemas(operations: list[HTTPRouteHandler]) -> dict[str, Any]:
    answers = [call.answers for handler in operations if (call := spec_of(handler)).answers]
    bodies = [body.annotation for handler in operations if (body := handler.parsed_data_field)]
    return msgspec.json.schema_components([*bodies, *answers, Problem], ref_template=_REF)[1]


def _ref(kind: type[Any]) -> dict[str, str]:
    return {"$ref": _REF.format(name=kind.__name__)}
