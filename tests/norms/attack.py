"""The disclosure attack: everything that arithmetic and linear programming derive from all published figures.

Each vote is an unknown between 0 and 1: whether it lies in some bin. Each published figure is an equation
over the votes that it counts. The right sides assume that half of the votes lie in the bin, so that bounds
narrow only because of what was published, and not because everybody happens to vote the same.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from math import inf

import numpy as np
from scipy.optimize import linprog

from tests.norms.world import ATTACKERS, Release, SimulatedVote

_MIN_VOTES = 5
_TOLERANCE = 1e-6
_MOST_FIGURES = 400


class Knowledge:
    """The equations of attackers who saw these editions and know their own organisations' votes."""

    def __init__(self, editions: Sequence[Release], attackers: Collection[str] = ATTACKERS) -> None:
        figures = {
            frozenset(vote for vote in votes if vote.tenant not in attackers)
            for release in editions
            for votes in release.values()
        }
        self.figures = sorted((figure for figure in figures if figure), key=lambda figure: sorted(figure))
        self.votes = sorted({vote for figure in self.figures for vote in figure})
        self._column_of = {vote: column for column, vote in enumerate(self.votes)}
        self._rows = np.zeros((len(self.figures), len(self.votes)))
        for row, figure in enumerate(self.figures):
            self._rows[row, [self._column_of[vote] for vote in figure]] = 1.0

    def bounds(self, group: Iterable[SimulatedVote]) -> tuple[float, float]:
        """The least and the greatest number of these votes that may lie in the bin."""
        objective = np.zeros(len(self.votes))
        objective[[self._column_of[vote] for vote in group]] = 1.0
        low, high = (self._minimum(sign * objective) * sign for sign in (1, -1))
        return low, high

    def _minimum(self, objective: np.ndarray) -> float:
        result = linprog(objective, A_eq=self._rows, b_eq=self._rows.sum(axis=1) / 2, bounds=(0, 1))
        assert result.status == 0, result.message
        return float(result.fun)

    def narrowed(self) -> list[SimulatedVote]:
        """The votes of which more is known than that they may or may not lie in the bin.

        Votes that every figure counts alike have the same bounds: one of them is solved for all.
        """
        interchangeable: dict[bytes, list[SimulatedVote]] = {}
        for column, vote in enumerate(self.votes):
            interchangeable.setdefault(self._rows[:, column].tobytes(), []).append(vote)
        narrowed: list[SimulatedVote] = []
        for votes in interchangeable.values():
            low, high = self.bounds(votes[:1])
            if low > _TOLERANCE or high < 1 - _TOLERANCE:
                narrowed += votes
        return narrowed

    def groups(self) -> set[frozenset[SimulatedVote]]:
        """The groups of votes whose counts follow from repeatedly subtracting figures from one another."""
        known = set(self.figures)
        new = set(known)
        while new and len(known) < _MOST_FIGURES:
            differences = {
                whole - part
                for one in new
                for other in known
                for whole, part in ((one, other), (other, one))
                if part < whole
            }
            new = differences - known
            known |= new
        return known

    def smallest_difference(self) -> float:
        """The fewest votes of which something is known."""
        known = self.groups()
        symmetric = (len(one ^ other) for one, other in combinations(known, 2))
        return min((*map(len, known), *symmetric), default=inf)


def discloses(editions: Sequence[Release], attackers: Collection[str] = ATTACKERS) -> bool:
    """Whether the editions tell these tenants anything of a single vote, or of fewer than five."""
    knowledge = Knowledge(editions, attackers)
    return bool(knowledge.narrowed()) or knowledge.smallest_difference() < _MIN_VOTES
