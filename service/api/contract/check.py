"""Compares what the handlers declare with the texts: nothing lacks words, and no words belong to nothing.

Runs at every start, so that a new operation, parameter, header or kind of problem cannot be served or
documented without its words. Languages are compared with one another when the texts are loaded.
"""

from collections.abc import Collection, Iterable
from typing import Any

from litestar.handlers import HTTPRouteHandler

from service.api.contract.operations import HEADER_BY_TRAIT, path_names, query_names
from service.api.problems.kinds import KINDS
from service.api.wire.operation import spec_of
from service.texts import LANGUAGES, InvalidTexts, texts_of

_HEADER = "#/components/headers/"
_EVERY_FILE = "of every language in service/texts"


def check_words(operations: list[HTTPRouteHandler]) -> None:
    """Raise ``InvalidTexts`` with every gap, each with what to do about it."""
    texts = texts_of(LANGUAGES[0])
    words = texts.contract
    specs = {str(handler.operation_id): spec_of(handler) for handler in operations}
    in_paths = {name for handler in operations for name in path_names(handler)}
    shared = {
        name
        for operation_id, spec in specs.items()
        for name in query_names(spec)
        if operation_id not in words.operations or name not in words.operations[operation_id].parameters
    }
    problems = [
        *_compare("contract.operations", words.operations, specs, "register it in HANDLERS of its module"),
        *_compare("contract.tags", words.tags, {spec.tag for spec in specs.values()}, "name it in a spec"),
        *_compare("contract.path_parameters", words.path_parameters, in_paths, "name it in a path"),
        *_compare("contract.parameters", words.parameters, shared, "add it to the query of an operation"),
        *_compare("contract.links", set(words.links) - set(specs), (), "link to an operation that exists"),
        *_compare("contract.request_headers", words.request_headers, HEADER_BY_TRAIT.values(), "read it"),
        *_compare("problems", texts.problems, {kind.slug for kind in KINDS}, "add it to KINDS"),
    ]
    for operation_id, spec in specs.items():
        if own := words.operations.get(operation_id):
            table = f"contract.operations.{operation_id}.parameters"
            unknown = set(own.parameters) - set(query_names(spec))
            problems += _compare(table, unknown, (), "add it to the query of the operation")
    if problems:
        raise InvalidTexts(tuple(problems))


def check_headers(document: dict[str, Any]) -> None:
    """Raise ``InvalidTexts`` if a header of the built document has no words, or words have no header."""
    names = {reference.removeprefix(_HEADER) for reference in _references(document["paths"])}
    names |= {
        reference.removeprefix(_HEADER) for reference in _references(document["components"]["responses"])
    }
    worded = texts_of(LANGUAGES[0]).contract.response_headers
    problems = tuple(_compare("contract.response_headers", worded, names, "send it in a response"))
    if problems:
        raise InvalidTexts(problems)


def _references(node: Any) -> Iterable[str]:
    """Every reference to a header below this node."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith(_HEADER):
            yield reference
        for member in node.values():
            yield from _references(member)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)


def _compare(table: str, worded: Collection[str], declared: Iterable[str], remedy: str) -> Iterable[str]:
    declared = set(declared)
    for name in sorted(declared - set(worded)):
        yield f"{table}.{name} has no words: add them to the file {_EVERY_FILE}"
    for name in sorted(set(worded) - declared):
        yield f"{table}.{name} belongs to nothing: {remedy}, or delete it from the file {_EVERY_FILE}"
