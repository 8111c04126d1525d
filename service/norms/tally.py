"""Counts the votes of one norm: who votes now, and whose vote was in no figure that was ever released.

A vote is told apart from the next by the edition in which it was first counted, so that what an earlier
edition saw can be told again, whatever was committed late. Imports the lattice and the cohorts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from service.norms import lattice
from service.norms.cohorts import Leaf
from service.norms.lattice import Counts

LIFE = timedelta(days=365)
By = dict[str, int]


class Vote(Struct, frozen=True):
    """An assessment that may vote: when it was made, in which edition it was first counted, and its bins."""

    leaf: Leaf
    made_at: datetime
    edition: int
    bins: bytes


class Group(Struct):
    """The votes of a leaf now, by tenant, and how many of them are fresh: never counted in what was shown."""

    counts: Counts
    tenants: By
    fresh: By


Tally = dict[Leaf, Group]


class Counting:
    """Counts organisation after organisation. ``shown`` holds the last edition that took a leaf's votes."""

    def __init__(self, now: datetime, shown: Mapping[Leaf, int]) -> None:
        self._since = now - LIFE
        self._shown = shown
        self.tally: Tally = {}

    def organisation(self, tenant: str, votes: Sequence[Vote]) -> None:
        """Count one organisation by all its votes, the latest first."""
        now = votes[0]
        if now.made_at < self._since:
            return
        group = self.tally.get(now.leaf)
        if group is None:
            group = self.tally[now.leaf] = Group(lattice.empty(), {}, {})
        lattice.count(group.counts, now.bins)
        group.tenants[tenant] = group.tenants.get(tenant, 0) + 1
        if now.edition > self._shown.get(now.leaf, 0) and not _is_repeated(votes):
            group.fresh[tenant] = group.fresh.get(tenant, 0) + 1


def _is_repeated(votes: Sequence[Vote]) -> bool:
    """Whether the latest vote says what an earlier one said, so that it may have been shown already."""
    now = votes[0]
    return any(vote.leaf == now.leaf and vote.bins == now.bins for vote in votes[1:])
