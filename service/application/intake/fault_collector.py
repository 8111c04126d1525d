"""Every fault of a document at once: walks it together with the type tree of the Struct it should become.

The framework's decoder stops at the first fault and refuses ``1.0`` for an integer, which JSON Schema admits.
This walk runs only after that decoder has refused, and accepts exactly what the published schema accepts.
Imports the error tree and the words of faults; knows nothing of HTTP.
"""

import math
import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from msgspec import inspect

from service.application.intake import wording as words
from service.errors import Fault
from service.texts import Language

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
_JSON_TYPES: dict[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    int: "integer",
    bool: "boolean",
    type(None): "null",
}


class FaultCollector:
    """One walk over one document. ``faults`` fills up as ``read`` goes, in the order of the document."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.faults: list[Fault] = []

    @property
    def full(self) -> bool:
        """Whether to stop: a hostile body would otherwise buy a much larger answer."""
        return len(self.faults) > MOST_FAULTS

    def add(self, pointer: str, code: str, **values: object) -> None:
        """Note a fault; the first one beyond the limit says that there are more."""
        if not self.full:
            code = "too_many_faults" if len(self.faults) == MOST_FAULTS else code
            pointer = "" if code == "too_many_faults" else pointer
            # Pointers into a valid document are short; those with names that a caller made up may not be.
            if len(pointer) > _LONGEST_POINTER:
                pointer = pointer[:_LONGEST_POINTER] + "…"
            self.faults.append(Fault(pointer, code, words.detail(code, self.language, **values)))

    def read(self, value: Any, kind: inspect.Type, pointer: str = "") -> Any:
        """Return the value with integral floats made integers where the type says so; note every fault."""
        options = _options(kind)
        fitting = [option for option in options if _fits(value, option)]
        if not fitting:
            self.add(
                pointer, "wrong_type", expected=self._expected(options), got=self._name(_json_type(value))
            )
            return value
        return self._read_as(value, fitting[0], pointer)

    def _read_as(self, value: Any, kind: inspect.Type, pointer: str) -> Any:
        match kind:
            case inspect.StructType():
                return self._object(value, kind, pointer)
            case inspect.ListType() | inspect.VarTupleType():
                return self._array(value, kind, pointer)
            case inspect.LiteralType():
                if value not in kind.values:
                    self.add(pointer, "unknown_code", known=words.known_codes(kind.values, self.language))
            case inspect.StrType():
                self._text(value, kind, pointer)
            case inspect.IntType() | inspect.FloatType():
                return self._number(value, kind, pointer)
        return value

    def _object(self, value: dict[str, Any], kind: inspect.StructType, pointer: str) -> dict[str, Any]:
        fields = {field.encode_name: field for field in kind.fields}
        result = {}
        for name, member in value.items():
            if self.full:
                break
            at = f"{pointer}/{_escape(name)}"
            if name in fields:
                result[name] = self.read(member, fields[name].type, at)
            else:
                self.unknown(at, "unknown_field", name, tuple(fields))
        for name, field in fields.items():
            if field.required and name not in value:
                self.add(f"{pointer}/{_escape(name)}", "missing_field", name=name)
        return result

    def unknown(self, pointer: str, code: str, name: str, known: Sequence[str]) -> None:
        """Note a name that is not among the known ones, and suggest the nearest of these."""
        near = get_close_matches(name, known, n=1) if len(name) <= _LONGEST_ECHO else []
        hint = self._name("nearest", name=near[0]) if near else ""
        self.add(pointer, code, name=printable(name)[:_LONGEST_ECHO], hint=hint)

    def _array(self, value: list[Any], kind: Any, pointer: str) -> list[Any]:
        most = kind.max_length if kind.max_length is not None else len(value)
        if len(value) > most:
            self.add(pointer, "too_long", limit=most, unit=self._name("items"))
        if len(value) < (kind.min_length or 0):
            self.add(pointer, "too_short", limit=kind.min_length, unit=self._name("items"))
        return [
            self.read(item, kind.item_type, f"{pointer}/{index}") for index, item in enumerate(value[:most])
        ]

    def _text(self, value: str, kind: inspect.StrType, pointer: str) -> None:
        if printable(value) != value:
            self.add(pointer, "invalid_text")
        elif kind.max_length is not None and len(value) > kind.max_length:
            self.add(pointer, "too_long", limit=kind.max_length, unit=self._name("characters"))
        elif len(value) < (kind.min_length or 0):
            self.add(pointer, "too_short", limit=kind.min_length, unit=self._name("characters"))
        elif kind.pattern is not None and re.search(kind.pattern, value) is None:
            self.add(pointer, "pattern", form=words.form(kind.pattern, self.language))

    def _number(self, value: float, kind: Any, pointer: str) -> float:
        low, high = kind.ge, kind.le
        if (
            not math.isfinite(value)
            or (low is not None and value < low)
            or (high is not None and value > high)
        ):
            self.add(pointer, "out_of_range", range=self._range(low, high))
            return value
        return int(value) if isinstance(kind, inspect.IntType) else value

    def _range(self, low: float | None, high: float | None) -> str:
        if low is not None and high is not None:
            return self._name("from_to", low=low, high=high)
        if low is not None:
            return self._name("at_least", low=low)
        return self._name("at_most", high=high) if high is not None else self._name("finite")

    def _expected(self, options: Sequence[inspect.Type]) -> str:
        return self._name("or").join(self._name(_label(option)) for option in options)

    def _name(self, key: str, **values: object) -> str:
        return words.name(key, self.language, **values)


def printable(text: str) -> str:
    """Return the text with lone surrogates replaced, which no encoding could carry back to the caller."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _options(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    if isinstance(kind, inspect.Metadata):
        return _options(kind.type)
    if isinstance(kind, inspect.UnionType):
        return tuple(option for part in kind.types for option in _options(part))
    return (kind,)


def _fits(value: Any, kind: inspect.Type) -> bool:
    return _json_type(value) in _ACCEPTED[type(kind)]


def _label(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.LiteralType):
        return "code"
    return "number" if isinstance(kind, inspect.FloatType) else _ACCEPTED[type(kind)][0]


def _json_type(value: Any) -> str:
    if isinstance(value, float):
        # Numbers too large for a float arrive as infinities: they are out of range, not of another type.
        return "integer" if value.is_integer() or not math.isfinite(value) else "fraction"
    return _JSON_TYPES[type(value)]


def _escape(name: str) -> str:
    return printable(name).replace("~", "~0").replace("/", "~1")
