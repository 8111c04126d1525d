"""The OpenAPI 3.1 document, built once at start-up from the route handlers and the texts.

The framework's own generator loses item constraints and ``additionalProperties: false``; the schemas here
come from msgspec's, which are exact. What a handler declares decides which statuses are documented, so the
two cannot drift apart. Imports no use case.
"""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
import yaml
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from service.api.contract import components
from service.api.contract.check import check_headers, check_schemas, check_words
from service.api.contract.integers import size_integers
from service.api.contract.operations import operation_of
from service.api.contract.responses import problem_responses
from service.api.contract.schema_words import described
from service.api.contract.schemas import list_schemas, struct_schemas
from service.api.contract.words import description
from service.api.problems.responses import Problem
from service.api.wire.operation import spec_of, spec_or_none
from service.api.wire.responses import StaticDocument, static_document
from service.texts import LANGUAGES, texts_of

# The contract's own version: what it promises, whichever release of the service keeps the promise.
_VERSION = "1.0.0"


class Contract(Struct, frozen=True):
    """The document in both its forms."""

    yaml: StaticDocument
    json: StaticDocument


class _WithoutAliases(yaml.CSafeDumper):
    """Writes every example in full: aliases are hard to read. In C, since Python takes half a second."""

    def ignore_aliases(self, _: Any) -> bool:
        """Write no alias, whatever the data."""
        return True


def write_contract(
    handlers: Sequence[HTTPRouteHandler], examples: dict[str, Any], server: str = "/"
) -> Contract:
    """Build the contract of these handlers, in their order, with examples by operation id.

    ``server`` is the URL that the paths follow.

    Handlers without an ``OperationSpec`` are left out. Raises ``InvalidTexts`` if an operation lacks words,
    or if words belong to nothing.
    """
    operations = [handler for handler in handlers if spec_or_none(handler) is not None]
    check_words(operations)
    content = _document(operations, examples, server)
    check_headers(content)
    text = yaml.dump(content, Dumper=_WithoutAliases, sort_keys=False, allow_unicode=True, width=110)
    return Contract(
        yaml=static_document(text.encode(), "application/yaml"),
        json=static_document(msgspec.json.encode(content), "application/json"),
    )


def _document(operations: list[HTTPRouteHandler], examples: dict[str, Any], server: str) -> dict[str, Any]:
    words = texts_of(LANGUAGES[0]).contract
    paths, responses = _paths(operations, examples), problem_responses()
    headers = {name: components.response_header(name) for name in words.response_headers}
    content = {
        "openapi": "3.1.0",
        "info": {
            "title": "Palier",
            "version": _VERSION,
            **description(lambda texts: texts.contract.description),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server, **description(lambda texts: texts.contract.server), "x-internal": False}],
        "tags": [components.tag(key) for key in words.tags],
        "paths": paths,
        "components": {
            "schemas": _schemas(operations, paths, headers),
            "parameters": {name: components.header_parameter(name) for name in words.request_headers},
            "responses": responses,
            "headers": headers,
            "securitySchemes": components.security_schemes(operations),
        },
    }
    size_integers(content)
    return content


def _paths(operations: list[HTTPRouteHandler], examples: dict[str, Any]) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for handler in operations:
        (path,) = handler.paths
        (method,) = handler.http_methods
        operation = operation_of(handler, examples.get(str(handler.operation_id), {}))
        paths.setdefault(re.sub(r":\w+}", "}", path), {})[method.lower()] = operation
    return paths


def _schemas(operations: list[HTTPRouteHandler], *users: dict[str, Any]) -> dict[str, Any]:
    """The schemas of bodies and responses, then the lists of codes that they and these users refer to."""
    sent = [body.annotation for handler in operations if (body := handler.parsed_data_field)]
    specs = [spec_of(handler) for handler in operations]
    answered = [kind for spec in specs for kind in (spec.response, spec.summary, spec.page) if kind]
    structs = struct_schemas(sent, [*answered, Problem])
    schemas = structs | list_schemas(structs, *users)
    check_schemas(schemas)
    return described(schemas)
