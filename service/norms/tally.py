"""Counts the votes of one norm: who votes now, and what has changed since each state that was released.

A vote is told apart from the next by the edition in which it was first counted, so that what an earlier
edition saw can be told again, whatever was committed late. Imports the lattice and the cohorts.
"""

from bisect import bisect_left
from collections.abc import Sequence
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
    """The votes of a leaf now, by tenant, and how many votes came, went or changed since earlier editions.

    ``changes`` and ``kept`` are by edition and tenant: ``kept`` counts the votes of that edition that can
    still be told.
    """

    counts: Counts
    tenants: By
    changes: dict[int, By]
    kept: dict[int, By]


Tally = dict[Leaf, Group]


class Counting:
    """Counts organisation after organisation. ``past`` holds the moment of each edition to compare with."""

    def __init__(self, now: datetime, past: dict[int, datetime]) -> None:
        self._since = now - LIFE
        self._past = sorted((edition, moment - LIFE) for edition, moment in past.items())
        self._editions = [edition for edition, _ in self._past]
        self._groups: Tally = {}
        # Of organisations that voted once, as nearly all did: how many, by the edition that first saw them.
        self._once: dict[tuple[Leaf, str, int], int] = {}

    def organisation(self, tenant: str, votes: Sequence[Vote]) -> None:
        """Count one organisation by all its votes, the latest first."""
        now = votes[0] if votes[0].made_at >= self._since else None
        if now is not None:
            group = self._group(now.leaf)
            lattice.count(group.counts, now.bins)
            if len(votes) == 1:
                key = (now.leaf, tenant, now.edition)
                self._once[key] = self._once.get(key, 0) + 1
                return
            _more(group.tenants, tenant)
        self._compare(tenant, votes, now)

    def tally(self) -> Tally:
        """What was counted, when every organisation has been."""
        for (leaf, tenant, first), number in self._once.items():
            group = self._groups[leaf]
            _more(group.tenants, tenant, number)
            for edition, _ in self._past:
                side = group.kept if first <= edition else group.changes
                _more(side.setdefault(edition, {}), tenant, number)
        self._once.clear()
        return self._groups

    def _compare(self, tenant: str, votes: Sequence[Vote], now: Vote | None) -> None:
        """Compare with every edition: each saw the latest vote that it knew, if that was not too old."""
        end = len(self._past)
        for vote in votes:
            start = bisect_left(self._editions, vote.edition, hi=end)
            seen = self._past[start:end]
            self._note(tenant, vote, now, [edition for edition, since in seen if vote.made_at >= since])
            self._note(tenant, None, now, [edition for edition, since in seen if vote.made_at < since])
            end = start
        self._note(tenant, None, now, self._editions[:end])

    def _note(self, tenant: str, then: Vote | None, now: Vote | None, editions: Sequence[int]) -> None:
        if not editions:
            return
        sides = [self._group(leaf).changes for leaf in _changed(then, now)]
        if then is not None:
            sides.append(self._group(then.leaf).kept)
        for side in sides:
            for edition in editions:
                _more(side.setdefault(edition, {}), tenant)

    def _group(self, leaf: Leaf) -> Group:
        found = self._groups.get(leaf)
        if found is None:
            found = self._groups[leaf] = Group(lattice.empty(), {}, {}, {})
        return found


def _changed(then: Vote | None, now: Vote | None) -> set[Leaf]:
    """The leaves in which an organisation's vote came, went or changed."""
    if then is not None and now is not None and (then.leaf, then.bins) == (now.leaf, now.bins):
        return set()
    return {vote.leaf for vote in (then, now) if vote is not None}


def _more(by: By, tenant: str, number: int = 1) -> None:
    by[tenant] = by.get(tenant, 0) + number
