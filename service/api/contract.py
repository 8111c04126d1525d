"""The OpenAPI 3.1 document, built once at start-up from the route handlers.

The framework's own generator loses item constraints and ``additionalProperties: false``; the schemas here are
msgspec's, which are exact. What a handler declares (scope, body, query, path) decides which statuses are
documented, so the two cannot drift apart. Imports no use case.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
import yaml
from litestar.handlers import HTTPRouteHandler
from litestar.routes import BaseRoute, HTTPRoute
from msgspec import Struct

from service import __version__
from service.api import contract_words as say
from service.api.answers import Document, document
from service.api.operation import Call, call_of
from service.api.problems import MEDIA_TYPE, TABLE, Kind, Problem, problem_of
from service.application import fault_words as words
from service.errors import Fault

_REF = "#/components/schemas/{name}"
_EXAMPLE_FAULT = Fault(
    "/organisation/headcount",
    "out_of_range",
    words.detail("out_of_range", "en", range=words.name("from_to", "en", low=0, high=10_000_000)),
)


class Contract(Struct, frozen=True):
    """The document in both its forms."""

    yaml: Document
    json: Document


class _Plain(yaml.SafeDumper):
    """Writes every example in full: an alias would be one more thing for a reader to know."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the library gives the signature.
        """Write no alias, whatever the data."""
        return True


def write_contract(routes: Iterable[BaseRoute], examples: dict[str, Any]) -> Contract:
    """Build the contract of these routes; ``examples`` are ``{request, answer}`` by operation id."""
    content = build_document(list(_operations(routes)), examples)
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
    return {
        "openapi": "3.1.0",
        "info": {"title": "Palier", "version": __version__, **say.SERVICE},
        "servers": [{"url": "/", **say.HERE}],
        "tags": list(say.TAGS),
        "paths": paths,
        "components": {
            "schemas": _schemas(operations),
            "responses": {_name(kind): _problem(kind) for kind in _documented()},
            "headers": say.HEADERS,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", **say.BEARER}},
        },
    }


def _operations(routes: Iterable[BaseRoute]) -> Iterable[HTTPRouteHandler]:
    for route in routes:
        if isinstance(route, HTTPRoute):
            yield from (handler for handler in route.route_handlers if "call" in handler.opt)


def _operation(handler: HTTPRouteHandler, example: dict[str, Any]) -> dict[str, Any]:
    call = call_of(handler)
    result: dict[str, Any] = {
        "operationId": handler.operation_id,
        "summary": handler.summary,
        "x-summary-fr": call.summary_fr,
        **say.said(handler.description or "", call.description_fr),
        "tags": handler.resolve_tags(),
        "security": [{"bearer": []}] if call.scope else [],
        "parameters": [*_path_parameters(handler), *_query_parameters(call)],
    }
    if call.localised:
        result["parameters"].append(say.ACCEPT_LANGUAGE)
    if body := handler.parsed_data_field:
        content = {"schema": _ref(body.annotation)}
        if "request" in example:
            content["example"] = example["request"]
        result["requestBody"] = {"required": True, "content": {"application/json": content}}
    result["responses"] = {"200": _success(call, example)} | {
        str(kind.status): {"$ref": f"#/components/responses/{_name(kind)}"} for kind in _statuses(handler)
    }
    return result


def _path_parameters(handler: HTTPRouteHandler) -> Iterable[dict[str, Any]]:
    (path,) = handler.paths
    for name in re.findall(r"{(\w+):str}", path):
        schema = {"type": "string", "minLength": 1}
        yield {"name": name, "in": "path", "required": True, **say.IN_PATH[name], "schema": schema}


def _query_parameters(call: Call) -> Iterable[dict[str, Any]]:
    schema = msgspec.json.schema_components([call.query], ref_template=_REF)[1][call.query.__name__]
    for name, value in schema["properties"].items():
        words = {key: value.pop(key) for key in ("description", "x-description-fr")}
        parameter = {"name": name, "in": "query", "required": name in schema["required"], **words}
        if value.get("type") == "array":
            parameter |= {"style": "form", "explode": False}
        yield parameter | {"schema": value}


def _success(call: Call, example: dict[str, Any]) -> dict[str, Any]:
    plain = {"type": "string" if call.media_type.startswith("text/") else "object"}
    schema = _ref(call.answers) if call.answers else plain
    content: dict[str, Any] = {"schema": schema}
    if "answer" in example:
        content["example"] = example["answer"]
    names = ["X-Request-Id", *(["Content-Language", "Vary"] if call.localised else [])]
    return {**say.DONE, "headers": _headers(names), "content": {call.media_type: content}}


def _statuses(handler: HTTPRouteHandler) -> list[Kind]:
    """Return the kinds of problem that an operation can answer, by what it declares."""
    call, body = call_of(handler), handler.parsed_data_field is not None
    possible = {
        400: body or call.localised,
        401: call.scope is not None,
        403: call.scope is not None,
        404: call.may_miss,
        413: body,
        415: body,
        500: True,
    }
    return [kind for kind in _documented() if possible[kind.status]]


def _documented() -> list[Kind]:
    """Return one kind for each status that a documented operation can answer; 405 is never one of them."""
    by_status: dict[int, Kind] = {}
    for kind in TABLE.values():
        by_status.setdefault(kind.status, kind)
    return [by_status[status] for status in sorted(by_status) if status != 405]


def _problem(kind: Kind) -> dict[str, Any]:
    faults = (_EXAMPLE_FAULT,) if kind.status == 400 else ()
    example = msgspec.to_builtins(problem_of(kind, "en", "/v1/assessments/preview", faults))
    names = [
        "X-Request-Id",
        "Content-Language",
        "Vary",
        *(["WWW-Authenticate"] if kind.status in (401, 403) else []),
    ]
    return {
        **say.said(
            f"{kind.title['en']}. {kind.detail['en']}",
            f"{kind.title['fr']}. {kind.detail['fr']}",
        ),
        "headers": _headers(names),
        "content": {MEDIA_TYPE: {"schema": _ref(Problem), "example": example}},
    }


def _schemas(operations: list[HTTPRouteHandler]) -> dict[str, Any]:
    answers = [call.answers for handler in operations if (call := call_of(handler)).answers]
    bodies = [body.annotation for handler in operations if (body := handler.parsed_data_field)]
    return msgspec.json.schema_components([*bodies, *answers, Problem], ref_template=_REF)[1]


def _ref(kind: type[Any]) -> dict[str, str]:
    return {"$ref": _REF.format(name=kind.__name__)}


def _headers(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _name(kind: Kind) -> str:
    return kind.slug.title().replace("-", "")
