"""The OpenAPI 3.1 document, built once at start-up from the route handlers.

The framework's own generator loses item constraints and ``additionalProperties: false``; the schemas here are
msgspec's, which are exact. What a handler declares (scope, body, query, path) decides which statuses are
documented, so the two cannot drift apart. Imports no use case.
"""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec
import yaml
from litestar.handlers import HTTPRouteHandler
from litestar.routes import BaseRoute, HTTPRoute
from msgspec import Struct

from service import __version__
from service.api import contract_words as say
from service.api.answers import Document, document
from service.api.integers import size_integers
from service.api.operation import Call, call_of
from service.api.problem_kinds import Kind
from service.api.problems import MEDIA_TYPE, TABLE, Problem, problem_of
from service.application import fault_words as words
from service.errors import Fault

_REF = "#/components/schemas/{name}"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
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
            "responses": {_name(status): _problem(status, kinds) for status, kinds in _documented().items()},
            "headers": say.HEADERS,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", **say.BEARER},
                "signedLink": {"type": "apiKey", "in": "query", "name": "signature", **say.SIGNED_LINK},
            },
        },
    }
    size_integers(content)
    return content


def _operations(routes: Iterable[BaseRoute]) -> Iterable[HTTPRouteHandler]:
    for route in routes:
        if isinstance(route, HTTPRoute):
            documented = [handler for handler in route.route_handlers if "call" in handler.opt]
            # The framework keeps the methods of a path in a set: their order is another in each process.
            yield from sorted(documented, key=lambda handler: _METHODS.index(min(handler.http_methods)))


def _operation(handler: HTTPRouteHandler, example: dict[str, Any]) -> dict[str, Any]:
    call = call_of(handler)
    result: dict[str, Any] = {
        "operationId": handler.operation_id,
        "summary": handler.summary,
        "x-summary-fr": call.summary_fr,
        **say.said(handler.description or "", call.description_fr),
        "tags": handler.resolve_tags(),
        **({"x-scope": call.scope} if call.scope else {}),
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
        if "request" in example:
            content["example"] = example["request"]
        result["requestBody"] = {"required": True, "content": {"application/json": content}}
    result["responses"] = _successes(handler, example) | {
        str(status): {"$ref": f"#/components/responses/{_name(status)}"} for status in _statuses(handler)
    }
    return result


def _path_parameters(handler: HTTPRouteHandler) -> Iterable[dict[str, Any]]:
    (path,) = handler.paths
    for name in re.findall(r"{(\w+):str}", path):
        schema = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": r"^[A-Za-z0-9_.-]+$(?!\n)"}
        yield {"name": name, "in": "path", "required": True, **say.IN_PATH[name], "schema": schema}


def _query_parameters(call: Call) -> Iterable[dict[str, Any]]:
    schema = msgspec.json.schema_components([call.query], ref_template=_REF)[1][call.query.__name__]
    for name, value in schema["properties"].items():
        words = {key: value.pop(key) for key in ("description", "x-description-fr")}
        parameter = {"name": name, "in": "query", "required": name in schema["required"], **words}
        if value.get("type") == "array":
            parameter |= {"style": "form", "explode": False}
        yield parameter | {"schema": value}


def _successes(handler: HTTPRouteHandler, example: dict[str, Any]) -> dict[str, Any]:
    call = call_of(handler)
    status = handler.status_code
    if call.empty:
        return {"204": {**say.DONE, "headers": _headers(_always(call))}}
    found = {str(status): _success(call, status, example)}
    if call.tagged:
        found["304"] = {**say.KNOWN, "headers": _headers([*_always(call), "ETag"])}
    return found


def _always(call: Call) -> list[str]:
    """The headers of every answer of an operation."""
    return ["X-Request-Id", *(["RateLimit-Policy", "RateLimit"] if call.limit else [])]


def _success(call: Call, status: int, example: dict[str, Any]) -> dict[str, Any]:
    plain = {"type": "object" if "json" in call.media_type or "yaml" in call.media_type else "string"}
    schema = _ref(call.answers) if call.answers else plain
    content: dict[str, Any] = {"schema": schema}
    if "answer" in example:
        content["example"] = example["answer"]
    names = [
        *_always(call),
        *(["Content-Language", "Vary"] if call.localised else []),
        *(["ETag"] if call.tagged else []),
        *(["Location"] if status == 201 else []),
    ]
    found = {**say.DONE, "headers": _headers(names), "content": {call.media_type: content}}
    return found | ({"links": say.LINKS} if status == 201 else {})


def _statuses(handler: HTTPRouteHandler) -> list[int]:
    """Return the statuses of the problems that an operation can answer, by what it declares."""
    call, body = call_of(handler), handler.parsed_data_field is not None
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
        503: call.stored,
    }
    return [status for status in _documented() if possible[status]]


def _documented() -> dict[int, list[Kind]]:
    """Return the kinds of each status that a documented operation can answer; 405 is never one of them."""
    by_status: dict[int, list[Kind]] = {}
    for kind in {kind.slug: kind for kind in TABLE.values()}.values():
        by_status.setdefault(kind.status, []).append(kind)
    return {status: by_status[status] for status in sorted(by_status) if status != 405}


def _problem(status: int, kinds: list[Kind]) -> dict[str, Any]:
    names = [
        "X-Request-Id",
        "Content-Language",
        "Vary",
        *(["RateLimit-Policy", "RateLimit"] if status < 500 else []),
        *(["WWW-Authenticate"] if status in (401, 403) else []),
        *(["Retry-After"] if status in (429, 503) else []),
    ]
    examples = {kind.slug: {"value": msgspec.to_builtins(_example(kind))} for kind in kinds}
    return {
        **say.said(
            " ".join(f"{kind.title['en']}. {kind.detail['en']}" for kind in kinds),
            " ".join(f"{kind.title['fr']}. {kind.detail['fr']}" for kind in kinds),
        ),
        "headers": _headers(names),
        "content": {MEDIA_TYPE: {"schema": _ref(Problem), "examples": examples}},
    }


def _example(kind: Kind) -> Problem:
    faults = (_EXAMPLE_FAULT,) if kind.slug == "invalid-input" else ()
    return problem_of(kind, "en", "/v1/assessments/preview", faults)


def _schemas(operations: list[HTTPRouteHandler]) -> dict[str, Any]:
    answers = [call.answers for handler in operations if (call := call_of(handler)).answers]
    bodies = [body.annotation for handler in operations if (body := handler.parsed_data_field)]
    return msgspec.json.schema_components([*bodies, *answers, Problem], ref_template=_REF)[1]


def _ref(kind: type[Any]) -> dict[str, str]:
    return {"$ref": _REF.format(name=kind.__name__)}


def _headers(names: list[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "")
