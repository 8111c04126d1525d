"""Every answerable field of a profile by its JSON Pointer, derived from the profile's types.

Packs name these pointers in questions, forms and moves; tests compare lists written by hand with them.
"""

from collections.abc import Iterator
from functools import cache

from msgspec import inspect

from service.model.profile import EuroRange, PeopleRange, Profile

_RANGES = (EuroRange, PeopleRange)
IDENTITY = frozenset(
    {"/organisation/reference", "/organisation/name", "/organisation/unit", "/organisation/tags"}
)
"""Fields that say who is assessed and never leave the tenant; no rule reads them."""


@cache
def profile_fields() -> dict[str, inspect.Type]:
    """The type of every field by its pointer, such as ``/capacity/skills/legal``; blocks are no fields."""
    return dict(_fields(inspect.type_info(Profile), ""))


@cache
def profile_blocks() -> frozenset[str]:
    """The pointers of all that holds fields, such as ``/capacity/skills`` or ``/competencies/strategy``."""
    paths = (pointer.split("/") for pointer in profile_fields())
    return frozenset("/".join(parts[:depth]) for parts in paths for depth in range(2, len(parts)))


def options_of(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    """The alternatives of a type without their metadata and without null."""
    if isinstance(kind, inspect.Metadata):
        return options_of(kind.type)
    if isinstance(kind, inspect.UnionType):
        return tuple(option for part in kind.types for option in options_of(part))
    return () if isinstance(kind, inspect.NoneType) else (kind,)


def is_number(kind: inspect.Type) -> bool:
    """Whether a field may be answered with a number that is no scale of fixed length."""
    return any(
        isinstance(option, inspect.FloatType)
        or (isinstance(option, inspect.IntType) and (option.le is None or option.le > 4))
        for option in options_of(kind)
    )


def _fields(kind: inspect.Type, pointer: str) -> Iterator[tuple[str, inspect.Type]]:
    blocks = [
        option
        for option in options_of(kind)
        if isinstance(option, inspect.StructType) and option.cls not in _RANGES
    ]
    if not blocks:
        yield pointer, kind
    for block in blocks:
        for field in block.fields:
            yield from _fields(field.type, f"{pointer}/{field.encode_name}")
