"""Reads one file of a pack; what is wrong is told by file, line and rule id in each language.

Knows the messages of ``tomllib`` and ``msgspec``; what it does not know it repeats as it is.
"""

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from service.methodology.problem import Problem, problem
from service.methodology.shape.base import NAME, RULE_ID
from service.methodology.shape.pack import RELEASED, VERSION
from service.model.byte_order import without_byte_order_mark

T = TypeVar("T")

_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|(\[\.\.\.\])")
_TOML = re.compile(r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_MESSAGES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("missing_key", r"Object missing required field `(?P<key>.*)`"),
        ("unknown_key", r"Object contains unknown field `(?P<key>.*)`"),
        ("unknown_code", r"Invalid enum value '(?P<value>.*)'"),
        ("unknown_code", r"Invalid enum value (?P<value>\d+)"),
        ("wrong_form", r"Expected `str` matching regex '(?P<form>.*)'"),
        ("wrong_length", r"Expected `array` of length (?P<length>\d+), got (?P<got>\d+)"),
        ("at_least", r"Expected `(?:int|float)` >= (?P<limit>[\d.e+-]+)"),
        ("at_most", r"Expected `(?:int|float)` <= (?P<limit>[\d.e+-]+)"),
        ("above", r"Expected `(?:int|float)` > (?P<limit>[\d.e+-]+)"),
        ("wrong_type", r"Expected `(?P<expected>.*)`, got `(?P<got>.*)`"),
    )
)
_COMMA = re.compile(r"=\s*-?\d+,\d+\s*(#.*)?$")
_SYNTAX = {
    "Expected '=' after a key": "toml_equals",
    "Invalid value": "toml_value",
    "Unterminated string": "toml_string",
    "Illegal character": "toml_string",
    "Unclosed array": "toml_array",
    "Expected newline or end of document": "toml_line",
    "Invalid statement": "toml_line",
    "Expected ']": "toml_heading",
    "Cannot overwrite": "toml_twice",
    "Cannot declare": "toml_twice",
    "Cannot mutate": "toml_twice",
    "Duplicate inline table key": "toml_twice",
}
_FORMS = {RULE_ID: "form_rule_id", NAME: "form_name", VERSION: "form_version", RELEASED: "form_released"}
_TYPES = {"str": "a_text", "int": "an_integer", "float": "a_number", "bool": "a_boolean"} | {
    "array": "a_list",
    "object": "a_table",
}


class Unreadable(Exception):
    """A file of a pack that is missing, is no TOML or does not fit its shape."""

    def __init__(self, reason: Problem) -> None:
        self.problem = reason
        super().__init__(str(reason))


class _Place(NamedTuple):
    """Where a path leads: the id of the nearest table around it that has one, and the rest of the path."""

    id: str | None
    rest: str


def read_table(folder: Traversable | Path, name: str, shape: type[T]) -> T:
    """Decode the file ``name`` of a pack into ``shape``; raises ``Unreadable``."""
    try:
        text = without_byte_order_mark(folder.joinpath(name).read_bytes()).decode()
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unreadable(problem("cannot_be_read", folder=folder.name, file=name, reason=reason)) from error
    except UnicodeDecodeError as error:
        raise Unreadable(problem("not_utf8", file=name)) from error
    try:
        document: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(_syntax_problem(name, text, str(error))) from error
    try:
        return msgspec.convert(document, shape)
    except msgspec.ValidationError as error:
        raise Unreadable(_type_problem(name, text, document, shape, str(error))) from error


def _syntax_problem(file: str, text: str, message: str) -> Problem:
    match = _TOML.match(message)
    what = message if match is None else match["what"]
    line, column = str(len(text.split("\n"))), "1"
    if match is not None and match["line"] is not None:
        line, column = match["line"], match["column"]
    if _COMMA.search(text.split("\n")[int(line) - 1]):
        return problem("not_toml", file=file, line=line, column=column, reason=problem("toml_comma"))
    reason = next((problem(code) for start, code in _SYNTAX.items() if what.startswith(start)), None)
    reason = reason or problem("other", reason=what)
    return problem("not_toml", file=file, line=line, column=column, reason=reason)


def _type_problem(file: str, text: str, document: dict[str, Any], shape: type, message: str) -> Problem:
    match = _AT.match(message)
    assert match is not None
    place = _place(document, match["path"] or "")
    reason = _reason(match["what"], shape)
    line = None if place.id is None else _line_of(text, place.id)
    where = " · ".join(part for part in (place.id, place.rest) if part)
    if line is not None:
        return problem("in_rule", file=file, line=str(line), where=where, reason=reason)
    return problem("in_table", file=file, where=where, reason=reason) if where else _whole(file, reason)


def _whole(file: str, reason: Problem) -> Problem:
    return problem("in_file", file=file, reason=reason)


def _place(document: Any, path: str) -> _Place:
    """Follow a path of msgspec through a document, from one table with an id to the next."""
    value, id_, rest = document, None, ""
    for name, index, _ in _STEP.findall(path):
        if name:
            value = value.get(name) if isinstance(value, dict) else None
            rest = f"{rest}.{name}" if rest else name
        elif index:
            value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else None
            rest += f"[{int(index) + 1}]"
        else:
            value, rest = None, rest
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            id_, rest = value["id"], ""
    return _Place(id_, rest)


def _line_of(text: str, id_: str) -> int | None:
    assignment = re.compile(rf"\bid\s*=\s*[\"']{re.escape(id_)}[\"']")
    return next((i for i, line in enumerate(text.split("\n"), start=1) if assignment.search(line)), None)


def _reason(what: str, shape: type) -> Problem:
    for code, pattern in _MESSAGES:
        match = pattern.fullmatch(what)
        if match is None:
            continue
        slots: dict[str, object] = dict(match.groupdict())
        if code == "wrong_type":
            slots = {name: _type_name(str(value)) for name, value in slots.items()}
        if code == "wrong_form":
            slots = {"form": _form(match["form"])}
        if code in ("unknown_key", "unknown_code"):
            name = match["key"] if code == "unknown_key" else match["value"]
            if near := get_close_matches(name, sorted(set(_names(shape))), n=1):
                return problem(f"{code}_near", name=name, near=near[0])
        return problem(code, **slots)
    return problem("other", reason=what)


def _form(pattern: str) -> Problem:
    """A pattern in words; the message may write its backslashes twice."""
    code = _FORMS.get(pattern) or _FORMS.get(pattern.replace("\\\\", "\\"))
    return problem("other", reason=pattern) if code is None else problem(code)


def _type_name(kinds: str) -> Problem:
    """The name of a type, or of the first of a union: ``str | null`` is a text."""
    first = kinds.split(" | ")[0]
    return problem(_TYPES[first]) if first in _TYPES else problem("other", reason=kinds)


def _names(shape: type) -> Iterator[str]:
    """Every key and every code that the shape and the tables below it may have."""
    seen: set[type] = set()

    def walk(kind: Any) -> Iterator[str]:
        if isinstance(kind, msgspec.inspect.StructType) and kind.cls not in seen:
            seen.add(kind.cls)
            for field in kind.fields:
                yield field.encode_name
                yield from walk(field.type)
        if isinstance(kind, msgspec.inspect.LiteralType):
            yield from map(str, kind.values)
        for inner in ("key_type", "item_type", "value_type", "type"):
            if hasattr(kind, inner):
                yield from walk(getattr(kind, inner))
        for member in (*getattr(kind, "types", ()), *getattr(kind, "item_types", ())):
            yield from walk(member)

    yield from walk(msgspec.inspect.type_info(shape))
