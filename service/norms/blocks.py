"""Blocks of leaves that lie in the same published cells.

Whatever is added to and subtracted from the figures of one edition is about whole blocks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from service.norms.cohorts import Cell, Leaf
from service.norms.shares import MIN_OWNERS, VotesByOwner, independent_votes, limited, most_per_owner
from service.norms.tally import LeafTally

# Figures change only if at least so many of their votes were never published, and protect one another.
_MIN_FRESH_VOTES = 5
_NOTHING: VotesByOwner = {}
Signature = frozenset[Cell]
"""The published cells that a leaf lies in; the leaves of a block share it."""


class Block(Struct):
    """Leaves that are published together, with their votes and the fresh ones of these, both by owner.

    ``is_new`` says that this edition split it off a larger block: its figures must then be published anew.
    """

    leaves: set[Leaf]
    votes: Counter[str]
    fresh: Counter[str]
    is_new: bool = False

    @classmethod
    def of(cls, leaf: Leaf, tally: LeafTally | None) -> "Block":
        """A block of one leaf; None is a leaf without current votes."""
        if tally is None:
            return cls({leaf}, Counter(), Counter())
        return cls({leaf}, Counter(tally.votes), Counter(tally.fresh))

    def merge(self, other: "Block") -> None:
        """Add the leaves and votes of another block, in place."""
        self.leaves |= other.leaves
        self.votes.update(other.votes)
        self.fresh.update(other.fresh)

    def without(self, part: "Block") -> "Block":
        """The rest of the block without a part of it."""
        return Block(self.leaves - part.leaves, self.votes - part.votes, self.fresh - part.fresh)

    def is_large_enough(self, minimum: int, beside: VotesByOwner = _NOTHING) -> bool:
        """Whether the votes that count include so many independent ones, of enough owners.

        ``beside`` are votes that stay published in the same block: no owner may have too many there already.
        """
        most = most_per_owner(_sum(self.votes, beside))
        if any(number > most for number in beside.values()):
            return False
        counted = _sum(self.counted(beside), beside)
        return len(counted) >= MIN_OWNERS and independent_votes(counted, minimum) >= minimum

    def is_fresh_enough(self, beside: VotesByOwner = _NOTHING) -> bool:
        """Whether the votes that count include enough fresh ones that are independent; these count first."""
        counted = self.counted(beside)
        fresh = {owner: min(number, counted.get(owner, 0)) for owner, number in self.fresh.items()}
        return independent_votes(fresh, _MIN_FRESH_VOTES) >= _MIN_FRESH_VOTES

    def counted(self, beside: VotesByOwner = _NOTHING) -> VotesByOwner:
        """How many votes of each owner count: no more, with those beside, than its share."""
        most = most_per_owner(_sum(self.votes, beside))
        if not beside:
            return limited(self.votes, most)
        left = {owner: min(number, most - beside.get(owner, 0)) for owner, number in self.votes.items()}
        return {owner: number for owner, number in left.items() if number > 0}


class Split(NamedTuple):
    """A block divided by a cell: the part inside the cell and the rest outside, which may be empty."""

    signature: Signature
    inside: Block
    outside: Block


def union(blocks: Iterable[Block]) -> Block:
    """One block of the leaves and votes of all."""
    whole = Block(set(), Counter(), Counter())
    for block in blocks:
        whole.merge(block)
    return whole


def _sum(votes: Mapping[str, int], beside: VotesByOwner) -> Mapping[str, int]:
    """The votes of both, by owner."""
    return Counter(votes) + Counter(beside) if beside else votes
