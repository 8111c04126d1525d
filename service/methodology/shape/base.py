"""What every table of a pack has in common: it is immutable, strict about names, and cites claims."""

from msgspec import Struct

When = dict[str, tuple[str, ...]]


class PackPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a pack file: immutable, strict about names."""


class Rule(PackPart, frozen=True):
    """Anything that can move an answer: it has a name and rests on claims."""

    id: str
    claims: tuple[str, ...]
