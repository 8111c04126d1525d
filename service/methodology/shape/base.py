"""What every table of a pack has in common: immutable, strict about names and ranges, citing claims."""

from typing import Annotated

from msgspec import Meta, Struct

When = dict[str, tuple[str, ...]]
"""A condition: every fact named has one of its values. A conjunction; an empty one always holds."""

NAME = r"^[a-z0-9_]+$"
RULE_ID = r"^[a-z_]+(\.[a-z0-9_]+)+$"
Name = Annotated[str, Meta(pattern=NAME)]
RuleId = Annotated[str, Meta(pattern=RULE_ID)]
Fit = Annotated[float, Meta(ge=0, le=100)]
Points = Annotated[float, Meta(ge=-100, le=100)]
Score = Annotated[int, Meta(ge=0, le=100)]
LadderPosition = Annotated[float, Meta(ge=1, le=4)]
Share = Annotated[float, Meta(ge=0, le=1)]
Fte = Annotated[float, Meta(ge=0, le=100)]
Amount = Annotated[float, Meta(ge=0, le=10_000_000)]
Year = Annotated[int, Meta(ge=1990, le=2100)]


class PackPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a pack file: immutable, strict about names."""


class Rule(PackPart, frozen=True):
    """Anything that can move an answer: it has an id and rests on claims."""

    id: RuleId
    claims: tuple[str, ...]


class LimitRule(Rule, frozen=True):
    """The most entries of a list that an answer shows; without the rule there is no limit."""

    most: Annotated[int, Meta(ge=1, le=100)]


def most_of(rule: LimitRule | None) -> int | None:
    """The end of a slice that keeps what the limit allows; None keeps everything."""
    return None if rule is None else rule.most
