"""Finds, in one pass, every rule whose condition holds on a set of facts.

A bitmap index: each value of a fact maps to the set of rules (one bit each) that do not object to it, and
the rules that hold are the intersection over the facts. The cost grows with the facts named, not the rules.
"""

from collections.abc import Mapping, Sequence

from service.methodology.pack import When


class Conditions:
    """The conditions of an ordered list of rules, compiled once."""

    def __init__(self, conditions: Sequence[When]) -> None:
        self._all = (1 << len(conditions)) - 1
        self._masks: list[tuple[str, dict[str, int], int]] = []
        for fact in dict.fromkeys(fact for when in conditions for fact in when):
            silent = sum(1 << i for i, when in enumerate(conditions) if fact not in when)
            by_value: dict[str, int] = {}
            for i, when in enumerate(conditions):
                for value in when.get(fact, ()):
                    by_value[value] = by_value.get(value, silent) | 1 << i
            self._masks.append((fact, by_value, silent))

    def holding(self, facts: Mapping[str, str]) -> list[int]:
        """The positions of the rules that hold, in order."""
        mask = self._all
        for fact, by_value, silent in self._masks:
            mask &= by_value.get(facts[fact], silent)
        held: list[int] = []
        while mask:
            lowest = mask & -mask
            held.append(lowest.bit_length() - 1)
            mask ^= lowest
        return held
