"""Counts the votes of one norm, and how many of them are fresh: in no figure that was ever published.

A vote is fresh if its assessment was made after all those whose votes were in its leaf when that was last
published, and if it does not repeat an earlier vote. One made before them, and committed after that
publication, counts as published, which is the safe side.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from msgspec import Struct

from service.model.codes import COMPETENCIES
from service.norms import lattice
from service.norms.cohorts import Leaf
from service.norms.lattice import Counts
from service.norms.shares import VotesByOwner

VOTE_LIFETIME = timedelta(days=365)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
# A ballot is 16 bytes: 1 if the vote is fresh, the milliseconds since 1970 when it was made, its nine bins.
_TIME_SIZE = 6
_KEY_SIZE = 1 + _TIME_SIZE
_BALLOT_SIZE = _KEY_SIZE + 1 + len(COMPETENCIES)


class Vote(Struct, frozen=True):
    """The vote of one assessment: its leaf, when the assessment was made, and its bins on the lattice."""

    leaf: Leaf
    made_at: datetime
    bins: bytes


class Ballot(NamedTuple):
    """A vote as it competes with others of its owner: the greatest precedence counts first.

    Fresh votes come before others, then later ones before earlier ones.
    """

    precedence: bytes
    bins: bytes


class LeafTally:
    """The current votes of a leaf: counts on the lattice, and the votes themselves by owner, packed."""

    def __init__(self) -> None:
        self.counts: Counts = lattice.empty()
        self.newest: datetime = _EPOCH
        self._ballots: dict[str, bytearray] = {}

    def add(self, owner: str, vote: Vote, *, is_fresh: bool) -> None:
        """Count a vote."""
        lattice.add_vote(self.counts, vote.bins)
        self.newest = max(self.newest, vote.made_at)
        milliseconds = (vote.made_at - _EPOCH) // _MILLISECOND
        ballots = self._ballots.setdefault(owner, bytearray())
        ballots += bytes([is_fresh]) + milliseconds.to_bytes(_TIME_SIZE) + vote.bins

    @property
    def votes(self) -> VotesByOwner:
        """The number of votes by owner."""
        return {owner: len(ballots) // _BALLOT_SIZE for owner, ballots in self._ballots.items()}

    @property
    def fresh(self) -> VotesByOwner:
        """The number of fresh votes by owner; owners without any are left out."""
        fresh = {owner: sum(ballots[::_BALLOT_SIZE]) for owner, ballots in self._ballots.items()}
        return {owner: number for owner, number in fresh.items() if number}

    def ballots(self, owner: str) -> Iterator[Ballot]:
        """The votes of an owner, in the order in which they were counted."""
        packed = bytes(self._ballots.get(owner, b""))
        for start in range(0, len(packed), _BALLOT_SIZE):
            ballot = packed[start : start + _BALLOT_SIZE]
            yield Ballot(ballot[:_KEY_SIZE], ballot[_KEY_SIZE:])


Tally = dict[Leaf, LeafTally]


class VoteCounter:
    """Counts organisation by organisation, as of ``now``.

    ``published`` gives the time after which votes of a leaf are in no figure.
    """

    def __init__(self, now: datetime, published: Mapping[Leaf, datetime]) -> None:
        self._since, self._now = now - VOTE_LIFETIME, now
        self._published = published
        self.tally: Tally = {}
        # Organisations whose latest vote is too old to count.
        self.expired = 0

    def add_organisation(self, owner: str, votes: Sequence[Vote]) -> None:
        """Count one organisation, given all its votes, the latest first; only its latest vote counts.

        Votes made at or after ``now`` are ignored, and so is an organisation whose latest vote has expired.
        """
        if votes[0].made_at >= self._now:
            # Another process may already record votes that belong to the next edition.
            votes = [vote for vote in votes if vote.made_at < self._now]
        if not votes:
            return
        if votes[0].made_at < self._since:
            self.expired += 1
            return
        latest = votes[0]
        leaf_tally = self.tally.get(latest.leaf)
        if leaf_tally is None:
            leaf_tally = self.tally[latest.leaf] = LeafTally()
        published_at = self._published.get(latest.leaf)
        is_fresh = (published_at is None or latest.made_at >= published_at) and not _is_repeated(votes)
        leaf_tally.add(owner, latest, is_fresh=is_fresh)


def _is_repeated(votes: Sequence[Vote]) -> bool:
    """Whether the latest vote equals an earlier one, and so may have been published already."""
    latest = votes[0]
    return any(vote.leaf == latest.leaf and vote.bins == latest.bins for vote in votes[1:])
