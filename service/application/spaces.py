"""Spaces: what data is stored under. Each tenant has two that never meet: for live keys and for test keys."""

from typing import NewType

Space = NewType("Space", str)

_TEST = ":test"
# The owner of norms that every tenant may read; no tenant's name has such a character.
EVERYBODY = Space("*")


def space_of(tenant: str, *, test: bool = False) -> Space:
    """Return the space of a tenant's live keys, or of its test keys."""
    return Space(f"{tenant}{_TEST}" if test else tenant)


def spaces_of(tenant: str) -> tuple[Space, Space]:
    """Return both spaces of a tenant, that of live keys first."""
    return space_of(tenant), space_of(tenant, test=True)
