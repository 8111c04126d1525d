"""The attack: all that arithmetic and linear programming tell of others' votes, from all that was released.

Each vote is an unknown between 0 and 1: whether it lies in some bin. Each figure released is an equation over
the votes that it counts. The right sides are those of votes that lie half in, so that nothing is learnt from
everybody voting the same: what is then narrowed is narrowed by what was released, not by chance.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import inf

import numpy as np
from scipy.optimize import linprog

from tests.norms.world import ATTACKER, Ballot, Release

_FEWEST_VOTES = 5
_NOTHING = 1e-6
_MOST = 400


class Knowledge:
    """The equations of one who has seen these editions and knows its own organisations' votes."""

    def __init__(self, editions: Sequence[Release], attacker: str = ATTACKER) -> None:
        figures = {
            frozenset(vote for vote in votes if vote.tenant != attacker)
            for release in editions
            for votes in release.values()
        }
        self.figures = sorted((figure for figure in figures if figure), key=lambda each: sorted(each))
        self.votes = sorted({vote for figure in self.figures for vote in figure})
        self._place = {vote: place for place, vote in enumerate(self.votes)}
        self._rows = np.zeros((len(self.figures), len(self.votes)))
        for row, figure in enumerate(self.figures):
            self._rows[row, [self._place[vote] for vote in figure]] = 1.0

    def bounds(self, group: Iterable[Ballot]) -> tuple[float, float]:
        """Between how many and how many of these votes may lie in the bin."""
        aim = np.zeros(len(self.votes))
        aim[[self._place[vote] for vote in group]] = 1.0
        low, high = (self._best(sign * aim) * sign for sign in (1, -1))
        return low, high

    def _best(self, aim: np.ndarray) -> float:
        found = linprog(aim, A_eq=self._rows, b_eq=self._rows.sum(axis=1) / 2, bounds=(0, 1))
        assert found.status == 0, found.message
        return float(found.fun)

    def narrowed(self) -> list[Ballot]:
        """The votes of which more is known than that they lie in the bin or do not.

        Votes that no figure tells apart are as good as each other: one of them is tried for all.
        """
        alike: dict[bytes, list[Ballot]] = {}
        for place, vote in enumerate(self.votes):
            alike.setdefault(self._rows[:, place].tobytes(), []).append(vote)
        found: list[Ballot] = []
        for votes in alike.values():
            low, high = self.bounds(votes[:1])
            if low > _NOTHING or high < 1 - _NOTHING:
                found += votes
        return found

    def smallest_difference(self) -> float:
        """The fewest votes that are left when figures are subtracted from one another, again and again."""
        known = set(self.figures)
        fresh = set(known)
        while fresh and len(known) < _MOST:
            rests = {
                whole - part
                for new in fresh
                for old in known
                for whole, part in ((new, old), (old, new))
                if part < whole
            }
            fresh = rests - known
            known |= fresh
        differences = (len(one ^ other) for one, other in combinations(known, 2))
        return min((*map(len, known), *differences), default=inf)


def breaches(editions: Sequence[Release]) -> bool:
    """Whether anything is told of one vote, or of so few."""
    known = Knowledge(editions)
    return bool(known.narrowed()) or known.smallest_difference() < _FEWEST_VOTES
