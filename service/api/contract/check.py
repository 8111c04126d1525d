"""Compares what the handlers declare with the texts: nothing lacks words, and no words belong to nothing.

Runs at every start, so that a new operation, parameter, header or kind of problem cannot be served or
documented without its words. Languages are compared with one another when the texts are loaded.
"""

from collections.abc import Collection, Iterable
from typing import Any

from litestar.handlers import HTTPRouteHandler

from service.api.contract.code_lists import BY_COMPONENT, CodeList
from service.api.contract.operations import HEADER_BY_TRAIT, path_names, query_names
from service.api.contract.schema_words import ABOUT
from service.api.contract.schemas import ECHOED, references
from service.api.problems.kinds import KINDS
from service.api.wire.operation import spec_of
from service.texts import LANGUAGES, InvalidTexts, SchemaTexts, schema_texts_of, texts_of

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
    parts = document["paths"], document["components"]["responses"]
    names = {reference.removeprefix(_HEADER) for part in parts for reference in references(part, _HEADER)}
    worded = texts_of(LANGUAGES[0]).contract.response_headers
    problems = tuple(_compare("contract.response_headers", worded, names, "send it in a response"))
    if problems:
        raise InvalidTexts(problems)


def check_schemas(schemas: dict[str, dict[str, Any]]) -> None:
    """Raise ``InvalidTexts`` if a schema, a member or a code has no words, or words belong to none."""
    words = schema_texts_of(LANGUAGES[0])
    lists = {BY_COMPONENT[name].name: BY_COMPONENT[name] for name in schemas if name in BY_COMPONENT}
    members = {
        name: set(schema["properties"])
        for name, schema in schemas.items()
        if name not in BY_COMPONENT and not name.startswith(ECHOED)
    }
    problems = (*_struct_gaps(words, members), *_list_gaps(words, lists))
    if problems:
        raise InvalidTexts(problems)


def _struct_gaps(words: SchemaTexts, members: dict[str, set[str]]) -> Iterable[str]:
    yield from _compare("schemas", words.schemas, members, "send or answer it")
    sharing: set[str] = set()
    for name in members.keys() & words.schemas.keys():
        own = set(words.schemas[name])
        sharing |= members[name] - own
        needed = {ABOUT, *(members[name] - words.properties.keys())}
        yield from _compare(f"schemas.{name}", own, needed | own & members[name], "name a member so")
    unshared = words.properties.keys() - sharing
    yield from _compare("properties", unshared, (), "name a member without own words so")


def _list_gaps(words: SchemaTexts, lists: dict[str, CodeList]) -> Iterable[str]:
    yield from _compare("codes", words.codes, lists, "send or answer a code of it")
    for name in lists.keys() & words.codes.keys():
        yield from _compare(f"codes.{name}", words.codes[name], {ABOUT, *lists[name].worded}, "add the code")


def _compare(table: str, worded: Collection[str], declared: Iterable[str], remedy: str) -> Iterable[str]:
    declared = set(declared)
    for name in sorted(declared - set(worded)):
        yield f"{table}.{name} has no words: add them to the file {_EVERY_FILE}"
    for name in sorted(set(worded) - declared):
        yield f"{table}.{name} belongs to nothing: {remedy}, or delete it from the file {_EVERY_FILE}"
