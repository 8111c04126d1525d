"""Every rule of a pack in one list: what the ledger checks, the handbook shows and mutation tests delete."""

from collections.abc import Iterator
from typing import TypeVar

from msgspec.structs import fields, replace

from service.methodology.shape.base import PackPart, Rule
from service.methodology.shape.pack import Rules

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


def put(part: P, rule: Rule) -> P:
    """The same part with this rule in the place of the one with its id, wherever that stands."""
    changes: dict[str, object] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, Rule):
            if value.id == rule.id:
                changes[field.name] = rule
        elif isinstance(value, PackPart):
            changes[field.name] = put(value, rule)
        elif isinstance(value, tuple):
            changes[field.name] = tuple(
                rule if isinstance(item, Rule) and item.id == rule.id else item for item in value
            )
    return replace(part, **changes)


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
