"""How much of a norm may rest on one owner, so that owners who act together learn nothing of a third.

An owner is the customer behind one tenant or several. It may invent as many organisations as it likes, and it
knows the votes of its own: they neither protect other votes, nor may they decide where a median lies.
"""

from collections.abc import Mapping
from heapq import nlargest

VotesByOwner = dict[str, int]
"""Numbers of votes, by the owner of the tenants that they come from."""

MIN_OWNERS = 6
# So many owners may act together: the largest are left out of every check.
_COLLUDING = 2
# An owner counts for at most a fifth of a block, so two for less than half: a median lies among other votes.
_MIN_SHARES = 5
# Every minimum is spread over at least so many owners beside those left out.
_MIN_OTHERS = 4


def most_per_owner(votes: Mapping[str, int]) -> int:
    """The greatest number of votes that may count of each owner, so that none has more than a fifth.

    Never less for more votes. 0 where fewer than five owners have votes.
    """
    rest = sum(votes.values())
    most = rest // _MIN_SHARES
    # If the largest owners have more than that, they share the others' votes out among themselves.
    for larger, number in enumerate(nlargest(_MIN_SHARES - 1, votes.values()), 1):
        rest -= number
        most = min(most, rest // (_MIN_SHARES - larger))
    return most if len(votes) >= _MIN_SHARES else 0


def limited(votes: Mapping[str, int], most: int) -> VotesByOwner:
    """The votes that count where at most so many count of each owner; owners without any are left out."""
    return {owner: min(number, most) for owner, number in votes.items() if number and most}


def independent_votes(votes: Mapping[str, int], minimum: int) -> int:
    """How many votes protect one another, where ``minimum`` are wanted: those of other owners than the two
    largest, of each at most a quarter of the minimum.

    Never less for more votes. Any two owners together leave at least as many votes of others.
    """
    most = -(-minimum // _MIN_OTHERS)
    numbers = [min(number, most) for number in votes.values()]
    return sum(numbers) - sum(nlargest(_COLLUDING, numbers))
