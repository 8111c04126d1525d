"""Every rule of a pack in one list: what the ledger checks, the handbook shows and mutation tests delete."""

from collections.abc import Iterator
from typing import TypeVar

from msgspec.structs import fields, replace

from service.methodology.base import PackPart, Rule
from service.methodology.pack import Rules

P = TypeVar("P", bound=PackPart)


def all_rules(rules: Rules) -> tuple[Rule, ...]:
    """The rules of every part, in the order of the pack's files."""
    return tuple(_rules_in(rules))


def _rules_in(part: PackPart) -> Iterator[Rule]:
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, Rule):
            yield value
        elif isinstance(value, PackPart):
            yield from _rules_in(value)
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Rule))


def without(part: P, name: str) -> P:
    """The same part with the rule of that id deleted, wherever it stands."""
    changes: dict[str, object] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, Rule):
            if value.id == name:
                changes[field.name] = None
        elif isinstance(value, PackPart):
            changes[field.name] = without(value, name)
        elif isinstance(value, tuple) and any(isinstance(item, Rule) and item.id == name for item in value):
            changes[field.name] = tuple(item for item in value if item.id != name)
    return replace(part, **changes)
