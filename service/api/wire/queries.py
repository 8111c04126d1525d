"""Query strings: one Struct per operation, read strictly from the raw bytes.

The framework converts query values laxly and ignores unknown names. Here an unknown or repeated parameter is
a fault like any other, by its pointer into the parameters. Imports the patterns of the model.
"""

import re
from functools import cache
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from litestar.connection import ASGIConnection
from msgspec import Meta, Struct, convert, inspect
from msgspec.structs import replace

from service.api.language import language_of
from service.api.wire.timestamps import parse
from service.application.intake.fault_collector import FaultCollector, pointer_to
from service.application.intake.json_reader import read_integer
from service.errors import InvalidInput
from service.model.patterns import EXPORT_CURSOR, LIST_CURSOR, PLAIN_TEXT, VERSION
from service.model.plain_text import canonical_text
from service.texts import Language

_MOST_PARAMETERS = 50
_INTEGER = re.compile(r"-?[0-9]+")

ListCursor = Annotated[str, Meta(max_length=23, pattern=LIST_CURSOR)]
ExportCursor = Annotated[str, Meta(max_length=23, pattern=EXPORT_CURSOR)]
_LONGEST_TIME = 64
_TIME_FORMATS = [
    {"type": "string", "format": "date", "maxLength": 10},
    {"type": "string", "format": "date-time", "maxLength": _LONGEST_TIME},
]
Time = Annotated[str, Meta(max_length=_LONGEST_TIME, extra_json_schema={"anyOf": _TIME_FORMATS})]
"""A date, in UTC, or a date and time with its offset."""
Version = Annotated[str, Meta(min_length=1, max_length=40, pattern=VERSION)]

Query = TypeVar("Query", bound=Struct)
_TIME = inspect.type_info(Time)


class NoQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An operation without query parameters."""


def read_query(
    connection: ASGIConnection[Any, Any, Any, Any], kind: type[Query], *, drops_others: bool = False
) -> Query:
    """Return the query parameters as this Struct; raise ``InvalidInput`` with every fault at once.

    With ``drops_others`` parameters of other names are no faults: mail programs add them to links.
    """
    raw: bytes = connection.scope["query_string"]
    if not raw and not any(field.required for field in _fields(kind).values()):
        return kind()
    return read(raw, kind, language_of(connection), drops_others=drops_others)


def read(raw: bytes, kind: type[Query], language: Language, *, drops_others: bool = False) -> Query:
    """Read a raw query string; raise ``InvalidInput`` with every fault, worded in this language."""
    collector = FaultCollector(language, "query")
    fields = _fields(kind)
    values: dict[str, Any] = {}
    for name, text in _join_repeated_lists(_pairs(raw, collector), fields):
        pointer = pointer_to(name)
        if name not in fields and drops_others:
            continue
        if name not in fields:
            collector.add_unknown_name(pointer, "unknown_parameter", name, tuple(fields))
        elif name in values:
            collector.add(pointer, "repeated_parameter", name=name)
        else:
            values[name] = collector.read(_as_json(text, fields[name].type), fields[name].type, pointer)
            if fields[name].type == _TIME and not _is_time(text):
                collector.add(pointer, "invalid_time")
    for name, field in fields.items():
        if field.required and name not in values:
            collector.add(pointer_to(name), "missing_parameter", name=name)
    if collector.faults:
        raise InvalidInput(tuple(collector.faults))
    return _in_one_form(convert(values, kind))


def _pairs(raw: bytes, collector: FaultCollector) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except ValueError:
        collector.add("", "malformed_query", most=_MOST_PARAMETERS)
        return []


def _join_repeated_lists(
    pairs: list[tuple[str, str]], fields: dict[str, inspect.Field]
) -> list[tuple[str, str]]:
    """Join the values of a list whose name is repeated: some generated clients send it so, without commas."""
    joined: dict[tuple[str, int], str] = {}
    for number, (name, text) in enumerate(pairs):
        key = (name, 0 if name in fields and _is_list(fields[name].type) else number + 1)
        joined[key] = f"{joined[key]},{text}" if key in joined else text
    return [(name, text) for (name, _), text in joined.items()]


def _as_json(text: str, kind: inspect.Type) -> str | float | list[str]:
    """The text of a parameter as JSON would hold it: a list split at its commas, digits as a number."""
    if _is_list(kind):
        return text.split(",")
    return (
        read_integer(text) if isinstance(_bare(kind), inspect.IntType) and _INTEGER.fullmatch(text) else text
    )


def _in_one_form(query: Query) -> Query:
    """The query with texts that people type in the form in which they are stored, to find what they name."""
    texts = {
        name: canonical_text(text, kind.max_length or 0)
        for name, field in _fields(type(query)).items()
        if isinstance(kind := _bare(field.type), inspect.StrType)
        and kind.pattern == PLAIN_TEXT
        and isinstance(text := getattr(query, name), str)
    }
    return replace(query, **texts) if texts else query


def _is_time(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _is_list(kind: inspect.Type) -> bool:
    return isinstance(_bare(kind), inspect.VarTupleType)


def _bare(kind: inspect.Type) -> inspect.Type:
    return kind.type if isinstance(kind, inspect.Metadata) else kind


@cache
def _fields(kind: type[Struct]) -> dict[str, inspect.Field]:
    tree = inspect.type_info(kind)
    assert isinstance(tree, inspect.StructType)
    return {field.encode_name: field for field in tree.fields}
