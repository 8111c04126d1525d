"""Counts the votes of one norm, and how many of them are fresh: in no figure that was ever published.

A vote is fresh if its assessment was made after its leaf's votes were last published, and if it does not
repeat an earlier vote. One made before and committed after that publication counts as
published, which is the safe side.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from service.norms import lattice
from service.norms.cohorts import Leaf
from service.norms.lattice import Counts

VOTE_LIFETIME = timedelta(days=365)
VotesByTenant = dict[str, int]


class Vote(Struct, frozen=True):
    """The vote of one assessment: its leaf, when the assessment was made, and its bins on the lattice."""

    leaf: Leaf
    made_at: datetime
    bins: bytes


class LeafTally(Struct):
    """The current votes of a leaf: counts on the lattice, votes by tenant, and the fresh ones by tenant."""

    counts: Counts
    tenants: VotesByTenant
    fresh: VotesByTenant


Tally = dict[Leaf, LeafTally]


class VoteCounter:
    """Counts organisation by organisation, as of ``now``.

    ``published`` gives when the votes of each leaf were last published.
    """

    def __init__(self, now: datetime, published: Mapping[Leaf, datetime]) -> None:
        self._since, self._now = now - VOTE_LIFETIME, now
        self._published = published
        self.tally: Tally = {}

    def add_organisation(self, tenant: str, votes: Sequence[Vote]) -> None:
        """Count one organisation, given all its votes, the latest first; only its latest vote counts.

        Votes made at or after ``now`` are ignored, and so is an organisation whose latest vote has expired.
        """
        if votes[0].made_at >= self._now:
            # Another process may already record votes that belong to the next edition.
            votes = [vote for vote in votes if vote.made_at < self._now]
        if not votes or votes[0].made_at < self._since:
            return
        latest = votes[0]
        leaf_tally = self.tally.get(latest.leaf)
        if leaf_tally is None:
            leaf_tally = self.tally[latest.leaf] = LeafTally(lattice.empty(), {}, {})
        lattice.add_vote(leaf_tally.counts, latest.bins)
        leaf_tally.tenants[tenant] = leaf_tally.tenants.get(tenant, 0) + 1
        published_at = self._published.get(latest.leaf)
        if (published_at is None or latest.made_at >= published_at) and not _is_repeated(votes):
            leaf_tally.fresh[tenant] = leaf_tally.fresh.get(tenant, 0) + 1


def _is_repeated(votes: Sequence[Vote]) -> bool:
    """Whether the latest vote equals an earlier one, and so may have been published already."""
    latest = votes[0]
    return any(vote.leaf == latest.leaf and vote.bins == latest.bins for vote in votes[1:])
