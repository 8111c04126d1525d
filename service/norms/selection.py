"""Which votes count where an owner has more in a block than its share: fresh ones first, then later ones."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from service.norms import lattice
from service.norms.cohorts import Leaf
from service.norms.lattice import Counts
from service.norms.shares import VotesByOwner
from service.norms.tally import Ballot, LeafTally, Tally


class CountedLeaf(NamedTuple):
    """The votes of a leaf that count: their counts on the lattice, and their numbers by owner."""

    counts: Counts
    owners: VotesByOwner


def counted_leaves(tally: Tally, leaves: Iterable[Leaf], counted: VotesByOwner) -> dict[Leaf, CountedLeaf]:
    """Count no more than ``counted`` votes of each owner over all these leaves of a block."""
    tallies = {leaf: tally.get(leaf) or LeafTally() for leaf in sorted(leaves)}
    votes: Counter[str] = Counter()
    for leaf_tally in tallies.values():
        votes.update(leaf_tally.votes)
    counts = {leaf: list(leaf_tally.counts) for leaf, leaf_tally in tallies.items()}
    owners = {leaf: Counter(leaf_tally.votes) for leaf, leaf_tally in tallies.items()}
    for owner, number in votes.items():
        if number > counted.get(owner, 0):
            for leaf, ballot in _by_precedence(tallies, owner)[counted.get(owner, 0) :]:
                lattice.add_vote(counts[leaf], ballot.bins, -1)
                owners[leaf][owner] -= 1
    return {leaf: CountedLeaf(counts[leaf], dict(+owners[leaf])) for leaf in tallies}


def _by_precedence(tallies: dict[Leaf, LeafTally], owner: str) -> list[tuple[Leaf, Ballot]]:
    """The votes of an owner in these leaves, those that count first in front."""
    ballots = [(leaf, ballot) for leaf, tally in tallies.items() for ballot in tally.ballots(owner)]
    return sorted(ballots, key=lambda cast: cast[1].precedence, reverse=True)
