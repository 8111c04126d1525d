"""Finds, in one pass, every rule whose condition holds on a set of facts.

A bitmap index: each value of a fact maps to the set of rules (one bit each) that do not object to it, and
the rules that hold are the intersection over the facts. The cost grows with the facts named, not the rules.
"""

from collections.abc import Mapping, Sequence

from service.methodology.shape.base import When


class Conditions:
    """The conditions of several ordered groups of rules, compiled into one index."""

    def __init__(self, **groups: Sequence[When]) -> None:
        conditions = [when for group in groups.values() for when in group]
        self._all = (1 << len(conditions)) - 1
        facts = dict.fromkeys(fact for when in conditions for fact in when)
        self._masks = [(fact, _Masks(fact, conditions)) for fact in facts]
        self._spans: list[tuple[str, int, int]] = []
        start = 0
        for name, group in groups.items():
            self._spans.append((name, start, (1 << len(group)) - 1))
            start += len(group)

    def holding(self, facts: Mapping[str, str]) -> dict[str, list[int]]:
        """The positions, within each group, of the rules that hold, in order."""
        held = self._all
        for fact, mask_of in self._masks:
            held &= mask_of[facts[fact]]
        return {name: _bits(held >> start & width) for name, start, width in self._spans}


class _Masks(dict[str, int]):
    """For each value of one fact, the rules that do not object to it."""

    def __init__(self, fact: str, conditions: Sequence[When]) -> None:
        self._silent = sum(1 << i for i, when in enumerate(conditions) if fact not in when)
        for i, when in enumerate(conditions):
            for value in when.get(fact, ()):
                self[value] |= 1 << i

    def __missing__(self, value: str) -> int:
        """A value that no condition names: only the rules that do not ask about the fact."""
        self[value] = self._silent
        return self._silent


def _bits(mask: int) -> list[int]:
    positions = []
    while mask:
        lowest = mask & -mask
        positions.append(lowest.bit_length() - 1)
        mask ^= lowest
    return positions
