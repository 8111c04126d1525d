"""Which scope a key needs for what a parameter makes an answer show, beside the scope of the operation.

The guards read this one table for every operation, and the contract publishes it. An operation that can be
asked for a part which is not in the table does not start. Imports of the use cases only what a scope is.
"""

from functools import cache
from typing import Literal
from urllib.parse import parse_qsl

from msgspec import Struct, inspect

from service.application.ports.key_store import Scope

AnyScope = Literal["any"]

# By parameter and value; "any" for what is shown to whoever may call the operation.
PART_SCOPES: dict[str, dict[str, Scope | AnyScope]] = {
    "include": {
        # Computed from the profile that the request sends or names.
        "profile": "any",
        "trace": "any",
        "counterfactuals": "any",
        "robustness": "any",
        # The released norm of all tenants, in which nobody can be identified.
        "benchmark": "any",
        # What is stored of the organisation.
        "history": "read",
    },
    "scope": {
        "all": "any",
        # A norm of the tenant's own stored assessments.
        "own": "read",
    },
}
# The scopes on which it depends what an answer may show.
SHOWING_SCOPES = frozenset(scope for parts in PART_SCOPES.values() for scope in parts.values()) - {"any"}


class Part(Struct, frozen=True):
    """A part that a request asks for, as its query names it, and the scope that it takes."""

    name: str
    scope: Scope


@cache
def part_parameters(query: type[Struct]) -> dict[str, frozenset[str]]:
    """Return the parameters of this query that ask for parts, and the parts that each takes.

    Raises ``LookupError`` if one of them takes a part that has no scope in the table.
    """
    tree = inspect.type_info(query)
    assert isinstance(tree, inspect.StructType)
    names = PART_SCOPES.keys()
    parts = {field.encode_name: _codes(field.type) for field in tree.fields if field.encode_name in names}
    for name, codes in parts.items():
        if unknown := codes - PART_SCOPES[name].keys():
            raise LookupError(f"{query.__name__}.{name}: no scope for {', '.join(sorted(unknown))}")
    return parts


def missing_part(raw: bytes, query: type[Struct], scopes: frozenset[Scope]) -> Part | None:
    """Return the first part that a raw query string asks for and these scopes do not open, if any.

    What is not well formed asks for no part: reading the query strictly refuses it later.
    """
    parts = part_parameters(query)
    if not parts or not raw:
        return None
    for name, text in parse_qsl(raw.decode("latin-1"), keep_blank_values=True):
        for value in text.split(",") if name in parts else ():
            scope = PART_SCOPES[name][value] if value in parts[name] else "any"
            if scope != "any" and scope not in scopes:
                return Part(f"{name}={value}", scope)
    return None


def _codes(kind: inspect.Type) -> frozenset[str]:
    """The codes that a parameter takes, one or a list of them; a text that is no code stands for itself."""
    match kind:
        case inspect.Metadata():
            return _codes(kind.type)
        case inspect.VarTupleType():
            return _codes(kind.item_type)
        case inspect.LiteralType():
            return frozenset(map(str, kind.values))
    return frozenset({type(kind).__name__})
