"""Counts the votes of one norm: who votes now, and whose vote was in no figure that was ever released.

A vote was in no figure if it was made after its leaf's votes were last taken to be shown. One that was made
before and committed late is taken for one that was. Imports the lattice and the cohorts.
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
    """An assessment that may vote: when it was made, and its bins."""

    leaf: Leaf
    made_at: datetime
    bins: bytes


class Group(Struct):
    """The votes of a leaf now, by tenant, and how many of them are fresh: never counted in what was shown."""

    counts: Counts
    tenants: By
    fresh: By


Tally = dict[Leaf, Group]


class Counting:
    """Counts organisation after organisation, as of a moment.

    ``shown`` holds when each leaf's votes were last taken to be shown.
    """

    def __init__(self, now: datetime, shown: Mapping[Leaf, datetime]) -> None:
        self._since, self._now = now - LIFE, now
        self._shown = shown
        self.tally: Tally = {}

    def organisation(self, tenant: str, votes: Sequence[Vote]) -> None:
        """Count one organisation by all its votes, the latest first."""
        if votes[0].made_at >= self._now:
            # Another process may let those vote already that come after this edition.
            votes = [vote for vote in votes if vote.made_at < self._now]
        if not votes or votes[0].made_at < self._since:
            return
        now = votes[0]
        group = self.tally.get(now.leaf)
        if group is None:
            group = self.tally[now.leaf] = Group(lattice.empty(), {}, {})
        lattice.count(group.counts, now.bins)
        group.tenants[tenant] = group.tenants.get(tenant, 0) + 1
        last = self._shown.get(now.leaf)
        if (last is None or now.made_at >= last) and not _is_repeated(votes):
            group.fresh[tenant] = group.fresh.get(tenant, 0) + 1


def _is_repeated(votes: Sequence[Vote]) -> bool:
    """Whether the latest vote says what an earlier one said, so that it may have been shown already."""
    now = votes[0]
    return any(vote.leaf == now.leaf and vote.bins == now.bins for vote in votes[1:])
