"""Answers that a form deduced from others, named by JSON Pointers in ``context.inferred``.

They are the best guess and move the point: index, score and fit. What is told as known (bounds, coverage,
gates, objections, exclusion by budget, the verdict on a provider) follows from stated answers alone.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from service.methodology.profile_fields import profile_blocks, profile_fields
from service.methodology.vocabulary import UNKNOWN
from service.model.profile import Profile

_Block = TypeVar("_Block", bound=Struct)
# An assessment needs them: what a form deduced about them counts as stated.
_REQUIRED = frozenset({"/organisation", "/organisation/country"})


def stated_part(profile: Profile) -> Profile:
    """The profile without its inferred answers: the same object where it has none."""
    stated = profile
    for pointer in _inferred(profile):
        if pointer not in _REQUIRED and _is_answered(profile, pointer):
            stated = _without(stated, pointer.split("/")[1:])
    return stated


def idle_inferences(profile: Profile) -> Iterator[str]:
    """The entries of ``context.inferred`` that name no answer of the profile, by JSON Pointer."""
    for position, pointer in enumerate(_inferred(profile)):
        if not _is_answered(profile, pointer):
            yield f"/context/inferred/{position}"


def _inferred(profile: Profile) -> Sequence[str]:
    return () if profile.context is None else profile.context.inferred or ()


def _is_answered(profile: Profile, pointer: str) -> bool:
    """Whether a pointer names a field, or a whole block, of which something is answered."""
    if pointer not in profile_fields() and pointer not in profile_blocks():
        return False
    value: object = profile
    for name in pointer.split("/")[1:]:
        value = getattr(value, name, None)
    return value is not None and value != UNKNOWN


def _without(block: _Block, names: Sequence[str]) -> _Block:
    """A block with one answer left out, or the whole of a block in it."""
    name, *rest = names
    value = getattr(block, name)
    if value is None:
        # Left out already, with the block that it is in.
        return block
    return replace(block, **{name: _without(value, rest) if rest else None})
