"""A table of a file of texts. Nothing here can change a number or a code."""

from msgspec import Struct


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a file of texts: immutable, strict about names."""
