"""Draws documents from a JSON schema, for the part of JSON Schema that the contract uses."""

from typing import Any

from hypothesis import strategies as st

Draw = st.SearchStrategy[Any]


def documents(schema: dict[str, Any], definitions: dict[str, Any]) -> Draw:
    """Return a strategy for the documents that are valid under this schema."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return st.deferred(lambda: documents(definitions[name], definitions))
    if "anyOf" in schema:
        return st.one_of([documents(option, definitions) for option in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return _OF_TYPE[schema["type"]](schema, definitions)


def _object(schema: dict[str, Any], definitions: dict[str, Any]) -> Draw:
    members = {name: documents(member, definitions) for name, member in schema["properties"].items()}
    required = {name: members.pop(name) for name in schema["required"]}
    return st.fixed_dictionaries(required, optional=members)


def _array(schema: dict[str, Any], definitions: dict[str, Any]) -> Draw:
    return st.lists(documents(schema["items"], definitions), max_size=schema.get("maxItems"))


def _string(schema: dict[str, Any], _: dict[str, Any]) -> Draw:
    low, high = schema.get("minLength", 0), schema.get("maxLength", 10**9)
    return st.from_regex(schema["pattern"]).filter(lambda text: low <= len(text) <= high)


def _number(schema: dict[str, Any], _: dict[str, Any]) -> Draw:
    low, high = schema["minimum"], schema["maximum"]
    return st.integers(low, high) | st.floats(low, high)


def _integer(schema: dict[str, Any], _: dict[str, Any]) -> Draw:
    whole = st.integers(schema["minimum"], schema["maximum"])
    return whole | whole.map(float)


_OF_TYPE = {
    "object": _object,
    "array": _array,
    "string": _string,
    "number": _number,
    "integer": _integer,
    "boolean": lambda *_: st.booleans(),
    "null": lambda *_: st.none(),
}
