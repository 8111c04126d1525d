"""The schemas of what is sent and of what is answered, without their words.

They are msgspec's, which are exact, in the form of the contract: lists of codes are components, patterns are
read alike in every dialect, and what is answered may gain members and codes within v1. A part of a request
that an answer repeats has both forms, under two names.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from service.api.contract.code_lists import BY_COMPONENT, list_of
from service.model.patterns import published

SCHEMA_REF = "#/components/schemas/{name}"
ECHOED = "Echoed"
_PREFIX = SCHEMA_REF.format(name="")
# The words of the contract are in the texts; msgspec's are docstrings, for programmers.
_DOCSTRINGS = frozenset({"title", "description"})


class _Side(Struct, frozen=True):
    """One side of the contract, and which Structs an answer repeats from a request."""

    answered: bool
    echoed: frozenset[str] = frozenset()

    def name(self, name: str) -> str:
        return f"{ECHOED}{name}" if name in self.echoed else name

    def left_out(self, schema: dict[str, Any]) -> frozenset[str]:
        """The keywords of a schema that are not published on this side."""
        left_out = _DOCSTRINGS
        if "anyOf" in schema:
            # Each branch has its own.
            left_out |= {"type"}
        if schema.get("minItems") and not schema.get("default"):
            # Leaving the parameter out says so; a list sent may not be empty.
            left_out |= {"default"}
        if self.answered:
            # No default is filled in.
            left_out |= {"default"}
            if schema.get("additionalProperties") is False:
                # Any member may be added.
                left_out |= {"additionalProperties"}
        return left_out


_SENT = _Side(answered=False)


def struct_schemas(
    sent: Iterable[type[Struct]], answered: Iterable[type[Struct]]
) -> dict[str, dict[str, Any]]:
    """Return the schemas of these Structs and of their parts, by the name of the component."""
    requests, answers = (
        msgspec.json.schema_components(kinds, ref_template=SCHEMA_REF)[1] for kinds in (sent, answered)
    )
    side = _Side(answered=True, echoed=frozenset(requests.keys() & answers.keys()))
    return {name: _published(schema, _SENT) for name, schema in requests.items()} | {
        side.name(name): _published(schema, side) for name, schema in answers.items()
    }


def query_schema(query: type[Struct]) -> dict[str, Any]:
    """Return the schema of an operation's query parameters."""
    components = msgspec.json.schema_components([query], ref_template=SCHEMA_REF)[1]
    return _published(components[query.__name__], _SENT)


def list_schemas(*parts: Any) -> dict[str, dict[str, Any]]:
    """Return the lists of codes that are referenced below these parts of the contract."""
    names = {reference.removeprefix(_PREFIX) for part in parts for reference in references(part, _PREFIX)}
    return {name: one.schema for name, one in BY_COMPONENT.items() if name in names}


def references(node: Any, prefix: str) -> Iterable[str]:
    """Yield every reference below this node that begins like this."""
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith(prefix):
            yield reference
        for member in node.values():
            yield from references(member, prefix)
    elif isinstance(node, list):
        for item in node:
            yield from references(item, prefix)


def _published(schema: dict[str, Any], side: _Side) -> dict[str, Any]:
    """A schema and those within it, in the form of the contract."""
    result: dict[str, Any] = {}
    for key, value in schema.items():
        if key in side.left_out(schema):
            continue
        if key == "enum":
            result["$ref"] = SCHEMA_REF.format(name=list_of(value, answered=side.answered).component)
        elif key == "$ref":
            result["$ref"] = SCHEMA_REF.format(name=side.name(value.removeprefix(_PREFIX)))
        elif key == "pattern":
            result["pattern"] = published(value)
        elif key == "properties":
            result["properties"] = {name: _published(member, side) for name, member in value.items()}
        elif key == "anyOf":
            result["anyOf"] = [_published(member, side) for member in value]
        else:
            result[key] = _published(value, side) if isinstance(value, dict) else value
    return result
