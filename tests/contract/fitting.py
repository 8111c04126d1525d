"""Whether all that fits one JSON schema fits another, as far as contracts use schemas.

A request breaks a client if what fitted the released schema no longer fits the proposed one; an answer, if
what fits the proposed schema did not fit the released one. So both are one question about an inner and an
outer schema. Imports places only.
"""

from collections.abc import Iterator
from math import inf
from typing import Any, NamedTuple

from tests.contract.places import Place

_LEAST = {"minimum": -inf, "exclusiveMinimum": -inf, "minLength": 0, "minItems": 0, "minProperties": 0}
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_NAMES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
# An answer's copy of what a request is made of.
_ECHO = "#/components/schemas/Echoed"
_ANY = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


class Pair(NamedTuple):
    """The inner and the outer schema, and whether callers send what they describe or are answered it."""

    inner: Place
    outer: Place
    sent: bool

    def says(self, sent: str, answered: str) -> str:
        """Return the sentence for the way that this goes, with the pointer into the released contract."""
        pointer = (self.inner if self.sent else self.outer).pointer
        return f"{pointer}: {sent if self.sent else answered}."

    def at(self, *steps: str) -> "Pair":
        """Return the pair that many steps below on both sides."""
        return Pair(self.inner.at(*steps), self.outer.at(*steps), self.sent)


def faults(pair: Pair, within: frozenset[tuple[str, str]] = frozenset()) -> Iterator[str]:
    """Yield a sentence for each way in which something fits the inner schema and not the outer one."""
    here = (pair.inner.pointer, pair.outer.pointer)
    if here in within:
        return
    for inner in _branches(pair.inner):
        outers = _branches(pair.outer)
        alike = [outer for outer in outers if _types(inner.value) & _types(outer.value)] or outers
        tried = [list(_plain(Pair(inner, outer, pair.sent), within | {here})) for outer in alike]
        yield from min(tried, key=len)


def _branches(place: Place) -> list[Place]:
    key = next((key for key in ("anyOf", "oneOf") if key in place.value), None)
    if key is None:
        return [place]
    return [branch for below in place.below(key).values() for branch in _branches(below)]


def _plain(pair: Pair, within: frozenset[tuple[str, str]]) -> Iterator[str]:
    inner, outer = pair.inner.value, pair.outer.value
    if lost := _types(inner) - _types(outer):
        names = ", ".join(sorted(lost))
        yield pair.says(f"{names} is no longer accepted", f"{names} may now be answered")
        return
    yield from _values(pair)
    yield from _bounds(pair)
    yield from _members(pair, within)
    for key in ("items", "additionalProperties"):
        if isinstance(outer.get(key), dict) and isinstance(inner.get(key, {}), dict):
            yield from faults(pair.at(key), within)
    if pair.sent and inner.get("default") != outer.get("default"):
        yield pair.says(f"the default is no longer {inner.get('default')!r}", "")


def _types(schema: dict[str, Any]) -> frozenset[str]:
    names = schema.get("type", [_NAMES[type(value)] for value in _listed(schema) or ()])
    types = frozenset([names] if isinstance(names, str) else names) or _ANY
    return types | {"integer"} if "number" in types else types


def _listed(schema: dict[str, Any]) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _values(pair: Pair) -> Iterator[str]:
    had, has = _listed(pair.inner.value), _listed(pair.outer.value)
    if has is None:
        return
    if had is None:
        yield pair.says("only listed values are now accepted", "values outside the list may now be answered")
    for value in had or ():
        if value not in has:
            yield pair.says(f"the value {value!r} is no longer accepted", f"the value {value!r} is new")


def _bounds(pair: Pair) -> Iterator[str]:
    inner, outer = pair.inner.value, pair.outer.value
    loose = [key for key, least in _LEAST.items() if inner.get(key, least) < outer.get(key, least)]
    loose += [key for key in _MOST if inner.get(key, inf) > outer.get(key, inf)]
    loose += [
        key
        for key in ("pattern", "multipleOf", "uniqueItems")
        if outer.get(key) not in (None, inner.get(key))
    ]
    if pair.outer.pointer.startswith(_ECHO):
        loose = []  # Whoever reads it back wrote it: more than was accepted before is no surprise.
    formats = [_format(inner), _format(outer)]
    if formats[1] not in (None, formats[0]) and formats != ["int32", "int64"]:
        loose.append("format")
    for key in loose:
        yield pair.says(f"{key} is narrower than it was", f"{key} is wider than it was")


def _format(schema: dict[str, Any]) -> str | None:
    """Return the format; for an integer without one, the narrowest that holds what its bounds let through."""
    if "format" in schema or schema.get("type") != "integer":
        return schema.get("format")
    return (
        "int32" if schema.get("minimum", -inf) >= -(2**31) and schema.get("maximum", inf) < 2**31 else "int64"
    )


def _members(pair: Pair, within: frozenset[tuple[str, str]]) -> Iterator[str]:
    inner, outer = pair.inner.value.get("properties", {}), pair.outer.value.get("properties", {})
    released, proposed = (inner, outer) if pair.sent else (outer, inner)
    for name in released:
        if name in proposed:
            yield from faults(pair.at("properties", name), within)
        else:
            yield pair.says(f"the member “{name}” is removed", f"the member “{name}” is removed")
    needed = set(pair.outer.value.get("required", ())) - set(pair.inner.value.get("required", ()))
    for name in sorted(needed & set(proposed)):
        yield pair.says(f"the member “{name}” is now required", f"the member “{name}” may now be absent")
    closed = [schema.value.get("additionalProperties") is False for schema in (pair.inner, pair.outer)]
    if pair.sent and closed == [False, True]:
        yield pair.says("members that are not listed are now refused", "")
