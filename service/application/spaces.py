"""Spaces: the owner under which data is stored. A tenant has two, for live and for test keys, kept apart."""

from typing import NewType

Space = NewType("Space", str)

_TEST_SUFFIX = ":test"
# Owner of the norms that every tenant may read. A tenant's name cannot contain this character.
EVERYBODY = Space("*")


def space_of(tenant: str, *, test: bool = False) -> Space:
    """Return the space of a tenant's live keys, or of its test keys."""
    return Space(f"{tenant}{_TEST_SUFFIX}" if test else tenant)


def space_of_test_keys(live: Space) -> Space:
    """Return the space of the test keys of the tenant whose live keys have this one."""
    return Space(f"{live}{_TEST_SUFFIX}")


def is_of_test_keys(space: Space) -> bool:
    """Whether a space is that of test keys."""
    return space.endswith(_TEST_SUFFIX)


def spaces_of(tenant: str) -> tuple[Space, Space]:
    """Return both spaces of a tenant: live keys, then test keys."""
    return space_of(tenant), space_of(tenant, test=True)
