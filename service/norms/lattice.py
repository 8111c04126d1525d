"""The lattice: a fixed grid of bins on which votes are counted, and the figures read off the counts.

A vote is nine bins: that of its maturity index, in steps of 0.05 from 1.00 to 4.00 (61 bins), and that of
each of the eight competencies, in quarters of a level (13 bins). The nine histograms stand one after another
in one flat list of counts, so that the counts of two groups are added position by position.
"""

import operator
from collections.abc import Sequence
from itertools import accumulate
from math import ceil, floor, sqrt

from msgspec import Struct

from service.model.codes import COMPETENCIES, Competency

Counts = list[int]
"""One count for each bin of the lattice; ``LENGTH`` of them."""

_INDEX_BINS = 61
_COMPETENCY_BINS = 13
_HUNDREDTHS_PER_BIN = 5
_EIGHTHS = 8
_QUARTERS = 4
LENGTH = _INDEX_BINS + len(COMPETENCIES) * _COMPETENCY_BINS
# The 97.5th percentile of the standard normal distribution: a 95 % interval.
_Z = 1.959963984540054
_PERCENT = 100
_ROUNDING = 5
_STEPS = _PERCENT // _ROUNDING


class Measure(Struct, frozen=True):
    """One histogram of the lattice: its first position, its bins, and the step between their values."""

    first: int
    bins: int
    step: float

    def of(self, counts: Sequence[int]) -> Sequence[int]:
        """This measure's part of all counts."""
        return counts[self.first : self.first + self.bins]

    def value(self, position: int) -> float:
        """The value of a bin, 1.00 to 4.00."""
        return round(1 + position * self.step, 2)


INDEX = Measure(0, _INDEX_BINS, _HUNDREDTHS_PER_BIN / 100)
MEASURES: dict[Competency, Measure] = {
    key: Measure(_INDEX_BINS + position * _COMPETENCY_BINS, _COMPETENCY_BINS, 1 / _QUARTERS)
    for position, key in enumerate(COMPETENCIES)
}


def index_bin(index: float) -> int:
    """The bin, 0 to 60, of an index from 1.00 to 4.00; halves round up."""
    return (round(index * 100) - 100 + _HUNDREDTHS_PER_BIN // 2) // _HUNDREDTHS_PER_BIN


def competency_bin(score: float) -> int:
    """The bin, 0 to 12, of a score from 1.0 to 4.0 in eighths of a level; halves round up."""
    return (round(score * _EIGHTHS) - _EIGHTHS + 1) // 2


def empty() -> Counts:
    """Counts of no vote."""
    return [0] * LENGTH


def add_vote(counts: Counts, bins: bytes, number: int = 1) -> None:
    """Count a vote, in place: the bin of its index, then one for each competency; -1 takes it back."""
    counts[bins[0]] += number
    start = _INDEX_BINS
    for position in bins[1:]:
        counts[start + position] += number
        start += _COMPETENCY_BINS


def add(counts: Counts, other: Sequence[int]) -> None:
    """Add the counts of another group, in place."""
    counts[:] = map(operator.add, counts, other)


def votes_in(counts: Sequence[int]) -> int:
    """The number of votes counted."""
    return sum(INDEX.of(counts))


def quantile(counts: Sequence[int], measure: Measure, numerator: int, denominator: int) -> float:
    """The least value that at least ``numerator / denominator`` of the votes do not exceed.

    Raises ``StopIteration`` if there are no votes.
    """
    own = measure.of(counts)
    total = sum(own)
    cumulative = accumulate(own)
    return measure.value(next(i for i, n in enumerate(cumulative) if n * denominator >= numerator * total))


def percentile(counts: Sequence[int], measure: Measure, position: int) -> int:
    """The mid-rank of a bin among the votes, in per cent, rounded to 5.

    The mid-rank counts the votes below and half of those in the same bin. Raises ``ZeroDivisionError`` if
    there are no votes.
    """
    own = measure.of(counts)
    doubled = 2 * sum(own[:position]) + own[position]
    total = 2 * sum(own)
    # Rounds half up in whole numbers.
    return (2 * _PERCENT * doubled + _ROUNDING * total) // (2 * _ROUNDING * total) * _ROUNDING


def wilson(percent: int, votes: int) -> tuple[int, int]:
    """Wilson's 95 % score interval (1927) of a share among ``votes``, widened to multiples of 5 per cent."""
    share = percent / _PERCENT
    spread = _Z * sqrt(share * (1 - share) / votes + _Z**2 / (4 * votes**2))
    centre, scale = share + _Z**2 / (2 * votes), 1 + _Z**2 / votes
    low, high = (centre - spread) / scale, (centre + spread) / scale
    # An error in the last bit must not widen an end that lies on a multiple: round before widening.
    down, up = floor(round(low * _STEPS, 9)), ceil(round(high * _STEPS, 9))
    return max(0, down) * _ROUNDING, min(_STEPS, up) * _ROUNDING


def rounded(votes: int) -> int:
    """A number of organisations as published: rounded down to a multiple of 5."""
    return votes // _ROUNDING * _ROUNDING
