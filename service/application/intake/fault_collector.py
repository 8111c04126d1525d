"""Collects every fault of a document: walks it together with the type tree of the Struct it should become.

msgspec's decoder stops at the first fault and refuses ``1.0`` for an integer, which JSON Schema admits. This
walk runs only after that decoder has refused, and accepts exactly what the published schema accepts. Imports
the error tree and the words of faults; knows nothing of HTTP.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from msgspec import inspect

from service.application.intake.nearest import nearest, nearest_code
from service.application.intake.wording import (
    describe_codes,
    describe_pattern,
    fault,
    phrase,
)
from service.errors import Fault, FaultCode, FaultLocation
from service.texts import Language, texts_of

MOST_FAULTS = 100
_LONGEST_ECHO = 60
_LONGEST_POINTER = 200
_ACCEPTED: dict[type[inspect.Type], tuple[str, ...]] = {
    inspect.StructType: ("object",),
    inspect.ListType: ("array",),
    inspect.VarTupleType: ("array",),
    inspect.LiteralType: ("string",),
    inspect.StrType: ("string",),
    inspect.IntType: ("integer",),
    inspect.FloatType: ("integer", "fraction"),
    inspect.BoolType: ("boolean",),
    inspect.NoneType: ("null",),
}


class Members(dict[str, Any]):
    """The members of an object of JSON, the last of each name, and the names that occur more than once."""

    repeated: tuple[str, ...] = ()

    @classmethod
    def of_pairs(cls, pairs: list[tuple[str, Any]]) -> "Members":
        """Make the members of an object from its pairs, as they stand in the text."""
        members = cls(pairs)
        if len(members) < len(pairs):
            members.repeated = tuple(
                name for name, times in Counter(name for name, _ in pairs).items() if times > 1
            )
        return members


_JSON_TYPES: dict[type, str] = {
    dict: "object",
    Members: "object",
    list: "array",
    str: "string",
    int: "integer",
    bool: "boolean",
    type(None): "null",
}


class FaultCollector:
    """One walk over one document. ``read`` appends to ``faults`` in the order of the document."""

    def __init__(self, language: Language, location: FaultLocation = "body") -> None:
        self.language = language
        self.location = location
        self.faults: list[Fault] = []

    @property
    def is_full(self) -> bool:
        """Whether to stop: a hostile body could otherwise cause a much larger response."""
        return len(self.faults) > MOST_FAULTS

    def add(self, pointer: str, code: FaultCode, **values: object) -> None:
        """Add a fault; the first one beyond ``MOST_FAULTS`` says that there are more."""
        if self.is_full:
            return
        if len(self.faults) == MOST_FAULTS:
            self.faults.append(fault(self.location, "", "too_many_faults", self.language))
            return
        # Pointers into a valid document are short; those with names that a caller made up may not be.
        if len(pointer) > _LONGEST_POINTER:
            pointer = pointer[:_LONGEST_POINTER] + "…"
        self.faults.append(fault(self.location, pointer, code, self.language, **values))

    def add_unknown_name(self, pointer: str, code: FaultCode, name: str, known: Sequence[str]) -> None:
        """Add the fault of a name that is not a known one, with the nearest known name as a hint."""
        hint = self._hint(nearest(name, known) if len(name) <= _LONGEST_ECHO else None)
        self.add(pointer, code, name=printable(name)[:_LONGEST_ECHO], hint=hint)

    def _add_unknown_code(self, pointer: str, code: str, known: tuple[str, ...]) -> None:
        hint = self._hint(nearest_code(code, known) if len(code) <= _LONGEST_ECHO else None)
        self.add(pointer, "unknown_code", known=describe_codes(known, self.language), hint=hint)

    def _hint(self, meant: str | None) -> str:
        return self._phrase("nearest", name=meant) if meant else ""

    def read(self, value: Any, kind: inspect.Type, pointer: str = "") -> Any:
        """Return the value with integral floats made integers where the type says so; add every fault."""
        alternatives = _alternatives(kind)
        accepting = [alternative for alternative in alternatives if _accepts(alternative, value)]
        if not accepting:
            types = (self._phrase(_type_phrase(kind)) for kind in alternatives)
            expected = texts_of(self.language).writing.either(types)
            self.add(pointer, "wrong_type", expected=expected, got=self._phrase(_json_type(value)))
            return value
        return self._read_as(value, accepting[0], pointer)

    def _read_as(self, value: Any, kind: inspect.Type, pointer: str) -> Any:
        match kind:
            case inspect.StructType():
                return self._read_object(value, kind, pointer)
            case inspect.ListType() | inspect.VarTupleType():
                return self._read_array(value, kind, pointer)
            case inspect.LiteralType():
                if value not in kind.values:
                    self._add_unknown_code(pointer, value, tuple(map(str, kind.values)))
            case inspect.StrType():
                self._check_text(value, kind, pointer)
            case inspect.IntType() | inspect.FloatType():
                return self._read_number(value, kind, pointer)
        return value

    def _read_object(self, value: dict[str, Any], kind: inspect.StructType, pointer: str) -> dict[str, Any]:
        fields = {field.encode_name: field for field in kind.fields}
        result = {}
        for name, member in value.items():
            if self.is_full:
                break
            member_pointer = pointer + pointer_to(name)
            if name in fields:
                result[name] = self.read(member, fields[name].type, member_pointer)
            else:
                self.add_unknown_name(member_pointer, "unknown_field", name, tuple(fields))
            if isinstance(value, Members) and name in value.repeated:
                self.add(member_pointer, "repeated_field", name=printable(name)[:_LONGEST_ECHO])
        for name, field in fields.items():
            if field.required and name not in value:
                self.add(pointer + pointer_to(name), "missing_field", name=name)
        return result

    def _read_array(self, value: list[Any], kind: Any, pointer: str) -> list[Any]:
        most = kind.max_length if kind.max_length is not None else len(value)
        if len(value) > most:
            self.add(pointer, "too_long", size=self._phrase("items", number=most))
        if len(value) < (kind.min_length or 0):
            self.add(pointer, "too_short", size=self._phrase("items", number=kind.min_length))
        return [
            self.read(item, kind.item_type, f"{pointer}/{index}") for index, item in enumerate(value[:most])
        ]

    def _check_text(self, value: str, kind: inspect.StrType, pointer: str) -> None:
        if printable(value) != value:
            self.add(pointer, "invalid_text")
        elif kind.max_length is not None and len(value) > kind.max_length:
            self.add(pointer, "too_long", size=self._phrase("characters", number=kind.max_length))
        elif len(value) < (kind.min_length or 0):
            self.add(pointer, "too_short", size=self._phrase("characters", number=kind.min_length))
        elif kind.pattern is not None and re.search(kind.pattern, value) is None:
            self.add(pointer, "pattern", form=describe_pattern(kind.pattern, self.language))

    def _read_number(self, value: float, kind: Any, pointer: str) -> float:
        low, high = kind.ge, kind.le
        is_below = low is not None and value < low
        is_above = high is not None and value > high
        if not math.isfinite(value) or is_below or is_above:
            self.add(pointer, "out_of_range", range=self._range(low, high))
            return value
        return int(value) if isinstance(kind, inspect.IntType) else value

    def _range(self, low: float | None, high: float | None) -> str:
        if low is not None and high is not None:
            return self._phrase("from_to", low=low, high=high)
        if low is not None:
            return self._phrase("at_least", low=low)
        return self._phrase("at_most", high=high) if high is not None else self._phrase("finite")

    def _phrase(self, key: str, **values: object) -> str:
        return phrase(key, self.language, **values)


def printable(text: str) -> str:
    """Return the text with lone surrogates replaced, which no encoding could carry back to the caller."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _alternatives(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    if isinstance(kind, inspect.Metadata):
        return _alternatives(kind.type)
    if isinstance(kind, inspect.UnionType):
        return tuple(alternative for part in kind.types for alternative in _alternatives(part))
    return (kind,)


def _accepts(kind: inspect.Type, value: Any) -> bool:
    return _json_type(value) in _ACCEPTED[type(kind)]


def _type_phrase(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.LiteralType):
        return "code"
    return "number" if isinstance(kind, inspect.FloatType) else _ACCEPTED[type(kind)][0]


def _json_type(value: Any) -> str:
    if isinstance(value, float):
        # Numbers too large for a float arrive as infinities: they are out of range, not of another type.
        return "integer" if value.is_integer() or not math.isfinite(value) else "fraction"
    return _JSON_TYPES[type(value)]


def pointer_to(name: str) -> str:
    """Return the JSON Pointer to a member of an object."""
    return "/" + printable(name).replace("~", "~0").replace("/", "~1")
