"""Tenants that act together against one organisation of another tenant, and what they learn of it.

Each invents forty organisations around the one that it is after, half of them at the lowest values and half
at the highest, so that medians lie between. They are assumed to read more than is published: the exact counts
of every cell and edition. What they learn is what is left once they subtract their own votes from these, and
figures from one another.

`python -m tests.norms.collusion` prints what the strongest attack learns, under a weaker rule and this one.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from typing import NamedTuple
from unittest import mock

from service.norms import blocks, shares
from service.norms.cohorts import Leaf
from service.norms.lattice import INDEX, MEASURES
from service.norms.release import QUARTILES
from tests.norms.attack import Knowledge
from tests.norms.world import SimulatedVote, Snapshot, after, by_blocks

COLLUDERS = ("ash", "birch", "cedar", "dogwood", "elm")
VICTIM = "victim"
INVENTED = 40
_HERE, _ABROAD, _LARGER, _ELSEWHERE = (
    Leaf("self", "G", "micro", "FR"),
    Leaf("self", "G", "micro", "DE"),
    Leaf("self", "G", "large", "FR"),
    Leaf("self", "C", "micro", "FR"),
)
_MEASURES = (INDEX, *MEASURES.values())
_LOWEST, _HIGHEST = bytes(9), bytes(measure.bins - 1 for measure in _MEASURES)


class Learned(NamedTuple):
    """What is learned of the organisation: how many of its nine figures exactly, how wide the interval of the
    others is on average (in levels, 3 is nothing), and among how many foreign votes it hides."""

    figures: int
    width: float
    crowd: float


NOTHING = Learned(0, 3.0, float("inf"))


class Bystanders(NamedTuple):
    """Tenants that attack nobody, and how many organisations each has in every leaf."""

    tenants: int
    organisations: int


def invented(
    colluders: Sequence[str], leaf: Leaf, name: str, low: int = INVENTED // 2
) -> list[SimulatedVote]:
    """Forty organisations of each colluder in a leaf, so many of them at the lowest values."""
    return [
        SimulatedVote(f"{name}-{colluder}-{number}", colluder, leaf, _LOWEST if number < low else _HIGHEST)
        for colluder in colluders
        for number in range(INVENTED)
    ]


def attacks(number: int, bystanders: Bystanders) -> dict[str, list[Snapshot]]:
    """Every attack of so many colluders, by its name: the snapshot of each edition."""
    colluders = COLLUDERS[:number]
    rng = random.Random(15)
    victim = SimulatedVote(VICTIM, VICTIM, _HERE, _some_bins(rng))
    leaves = (_HERE, _ABROAD, _LARGER, _ELSEWHERE)
    others = after({}, [
        SimulatedVote(f"{leaf}-{tenant}-{number}", f"tenant-{tenant}", leaf, _some_bins(rng))
        for leaf in leaves
        for tenant in range(bystanders.tenants)
        for number in range(bystanders.organisations)
    ])  # fmt: skip
    everywhere = [vote for leaf in leaves for vote in invented(colluders, leaf, f"in {leaf}")]
    more = invented(colluders, _HERE, "more")
    around = after(others, invented(colluders, _HERE, "around"))
    return {
        "surrounded in its cell": [after(around, [victim])],
        "one edition before, one after": [
            around,
            after(around, [victim, *more]),
        ],
        "every other cell filled": [after(others, [victim, *everywhere])],
        "it joins while others are moved": [
            after(others, everywhere),
            after(others, [victim, *everywhere, *_moved(everywhere)]),
        ],
        "the balance is shifted edition by edition": [
            after(others, [victim, *invented(colluders, _HERE, f"round {low}", low)]) for low in (20, 10, 30)
        ],
    }


def learned(snapshots: Sequence[Snapshot], colluders: Sequence[str]) -> Learned:
    """What these colluders learn of the victim from all editions."""
    knowledge = Knowledge(by_blocks(snapshots, QUARTILES), colluders)
    best = NOTHING
    for group in knowledge.groups():
        values = [vote.bins for vote in group]
        if any(vote.organisation == VICTIM for vote in group):
            spans = [
                (max(bins) - min(bins)) * measure.step
                for bins, measure in zip(zip(*values, strict=True), _MEASURES, strict=True)
            ]
            exact = sum(not span for span in spans)
            width = sum(spans) / len(spans)
            best = min(best, Learned(exact, width, len(group)), key=_by_crowd)
    return best


def strongest(number: int, bystanders: Bystanders) -> Learned:
    """What the attack that learns most learns."""
    found = (learned(snapshots, COLLUDERS[:number]) for snapshots in attacks(number, bystanders).values())
    return min(found, key=_by_crowd)


@contextmanager
def one_left_out() -> Iterator[None]:
    """A weaker rule: blocks are large enough without one owner, and no owner's weight is limited."""
    with (
        mock.patch.object(shares, "_COLLUDING", 1),
        mock.patch.object(shares, "_MIN_SHARES", 1),
        mock.patch.object(shares, "_MIN_OTHERS", 1),
        mock.patch.object(blocks, "MIN_OWNERS", 0),
    ):
        yield


def _by_crowd(known: Learned) -> tuple[float, float]:
    return known.crowd, known.width


def _some_bins(rng: random.Random) -> bytes:
    return bytes(rng.randrange(measure.bins) for measure in _MEASURES)


def _moved(votes: Sequence[SimulatedVote]) -> list[SimulatedVote]:
    """Every other organisation of another leaf votes anew where the victim is."""
    return [
        SimulatedVote(vote.organisation, vote.tenant, _HERE, bytes([1] * 9))
        for vote in votes[::2]
        if vote.leaf != _HERE
    ]


def main() -> None:
    """Print what is learned, for each number of colluders and each surrounding."""
    print("colluders, bystanders: figures of nine known, width of the interval, crowd; before and after")
    surroundings = (Bystanders(0, 0), Bystanders(4, 1), Bystanders(4, 5), Bystanders(8, 3))
    for number, bystanders in product(range(2, len(COLLUDERS) + 1), surroundings):
        with one_left_out():
            before = strongest(number, bystanders)
        both = (before, strongest(number, bystanders))
        print(
            number,
            bystanders,
            *(f"{figures}  {width:.2f}  {crowd}" for figures, width, crowd in both),
            sep="   ",
        )


if __name__ == "__main__":
    main()
