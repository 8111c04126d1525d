"""Matches facts against the conditions of many rules in one pass.

A bitmap index with one bit per rule. Each value of a fact maps to the rules whose condition accepts it, and
the rules that match are the intersection over all facts: the cost grows with the facts, not with the rules.
"""

from collections.abc import Mapping, Sequence

from service.methodology.shape.base import When


class Conditions:
    """The conditions of several named, ordered groups of rules, compiled into one index."""

    def __init__(self, **groups: Sequence[When]) -> None:
        conditions = [when for group in groups.values() for when in group]
        self._all = (1 << len(conditions)) - 1
        facts = dict.fromkeys(fact for when in conditions for fact in when)
        self._masks = [(fact, _RuleMasks(fact, conditions)) for fact in facts]
        self._spans: list[tuple[str, int, int]] = []
        start = 0
        for name, group in groups.items():
            self._spans.append((name, start, (1 << len(group)) - 1))
            start += len(group)

    def matching(self, facts: Mapping[str, str]) -> dict[str, list[int]]:
        """Return, by group, the ascending positions of the rules whose condition holds.

        Raises ``KeyError`` if a fact that some condition names is missing.
        """
        matched = self.bits(facts)
        return {name: _positions(matched >> start & ones) for name, start, ones in self._spans}

    def bits(self, facts: Mapping[str, str]) -> int:
        """The rules whose condition holds, all groups together: one bit a rule, the first group lowest.

        Raises ``KeyError`` if a fact that some condition names is missing.
        """
        matched = self._all
        for fact, mask_of in self._masks:
            matched &= mask_of[facts[fact]]
        return matched


class _RuleMasks(dict[str, int]):
    """For each value of one fact, the rules whose condition accepts it or does not name the fact."""

    def __init__(self, fact: str, conditions: Sequence[When]) -> None:
        self._indifferent = sum(1 << i for i, when in enumerate(conditions) if fact not in when)
        for i, when in enumerate(conditions):
            for value in when.get(fact, ()):
                self[value] |= 1 << i

    def __missing__(self, value: str) -> int:
        """A value that no condition names: only the rules that do not name the fact match."""
        self[value] = self._indifferent
        return self._indifferent


def _positions(mask: int) -> list[int]:
    positions = []
    while mask:
        lowest = mask & -mask
        positions.append(lowest.bit_length() - 1)
        mask ^= lowest
    return positions
