"""Figures on a fixed lattice: what a vote holds, how votes are counted, and what is read off the counts.

The index goes in steps of 0.05 and each competency in quarters of a level. Counts of all nine stand one
after another in one flat list, so that counts of groups are added position by position.
"""

import operator
from collections.abc import Sequence
from itertools import accumulate
from math import ceil, floor, sqrt

from msgspec import Struct

from service.model.codes import COMPETENCIES, Competency

Counts = list[int]
_INDEX_BINS = 61
_COMPETENCY_BINS = 13
_HUNDREDTHS_A_BIN = 5
_QUARTERS = 4
LENGTH = _INDEX_BINS + len(COMPETENCIES) * _COMPETENCY_BINS
# The rank of the 97.5th percentile of a normal distribution: an interval of 95 %.
_Z = 1.959963984540054
_PERCENT = 100
_ROUNDING = 5
_STEPS = _PERCENT // _ROUNDING


class Measure(Struct, frozen=True):
    """Where a figure's counts stand, and the value of its first bin and of each further one."""

    first: int
    bins: int
    step: float

    def of(self, counts: Sequence[int]) -> Sequence[int]:
        """This figure's counts among all."""
        return counts[self.first : self.first + self.bins]

    def value(self, position: int) -> float:
        """The value of a bin, on the ladder from 1 to 4."""
        return round(1 + position * self.step, 2)


INDEX = Measure(0, _INDEX_BINS, _HUNDREDTHS_A_BIN / 100)
MEASURES: dict[Competency, Measure] = {
    key: Measure(_INDEX_BINS + place * _COMPETENCY_BINS, _COMPETENCY_BINS, 1 / _QUARTERS)
    for place, key in enumerate(COMPETENCIES)
}


def index_bin(index: float) -> int:
    """The bin of an index of 1.00 to 4.00; halves go up."""
    return (round(index * 100) - 100 + _HUNDREDTHS_A_BIN // 2) // _HUNDREDTHS_A_BIN


def competency_bin(score: float) -> int:
    """The bin of a competency's score, in eighths of a level; halves go up."""
    return (round(score * 8) - 8 + 1) // 2


def empty() -> Counts:
    """Counts of nobody."""
    return [0] * LENGTH


def count(counts: Counts, bins: bytes) -> None:
    """Add one vote: the bin of its index, then of each competency."""
    counts[bins[0]] += 1
    start = _INDEX_BINS
    for bin_ in bins[1:]:
        counts[start + bin_] += 1
        start += _COMPETENCY_BINS


def add(counts: Counts, more: Sequence[int]) -> None:
    """Add the counts of another group, in place."""
    counts[:] = map(operator.add, counts, more)


def votes_in(counts: Sequence[int]) -> int:
    """How many votes were counted."""
    return sum(INDEX.of(counts))


def quantile(counts: Sequence[int], measure: Measure, numerator: int, denominator: int) -> float:
    """The least value of the lattice that at least this share of the votes does not exceed."""
    own = measure.of(counts)
    total = sum(own)
    below = accumulate(own)
    return measure.value(next(i for i, n in enumerate(below) if n * denominator >= numerator * total))


def percentile(counts: Sequence[int], measure: Measure, bin_: int) -> int:
    """The mid-rank of a bin among the votes, in per cent, rounded to 5: ties stand in their middle."""
    own = measure.of(counts)
    doubled = 2 * sum(own[:bin_]) + own[bin_]
    total = 2 * sum(own)
    # Halves go up, in whole numbers.
    return (2 * _PERCENT * doubled + _ROUNDING * total) // (2 * _ROUNDING * total) * _ROUNDING


def wilson(percent: int, votes: int) -> tuple[int, int]:
    """The 95 % interval of a share of so many votes, in per cent, widened to multiples of 5."""
    share = percent / _PERCENT
    spread = _Z * sqrt(share * (1 - share) / votes + _Z**2 / (4 * votes**2))
    centre, scale = share + _Z**2 / (2 * votes), 1 + _Z**2 / votes
    low, high = (centre - spread) / scale, (centre + spread) / scale
    # Rounded first: an error of the last bit must not widen an end that lies on a multiple.
    down, up = floor(round(low * _STEPS, 9)), ceil(round(high * _STEPS, 9))
    return max(0, down) * _ROUNDING, min(_STEPS, up) * _ROUNDING


def rounded(votes: int) -> int:
    """A number of organisations as it is shown: rounded down to a multiple of 5."""
    return votes // _ROUNDING * _ROUNDING
