"""The typed shape of a file of texts. Nothing here can change a number or a code."""

from msgspec import Struct


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a file of texts: immutable, strict about names."""


class Texts(Section, frozen=True):
    """Every word of the service in one language, by who says it."""

    lookup: dict[str, str]
