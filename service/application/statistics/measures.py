"""What statistics measure: columns of a row whose codes are counted, and columns whose numbers are spread.

Both have slots in the sums of rollups, which are stored, so a slot must never change its meaning.
"""

from typing import Literal

from msgspec import Struct

from service.model.codes import BANDS, LEVELS, MODELS, CountedOutput
from service.model.documents.row import AssessmentRow

Measure = Literal["maturity_index", "maturity_coverage", "importance_score"]

# The slot of the number of assessments.
COUNT = 0


class CodeCounts(Struct, frozen=True):
    """Counts of one column's codes: those without one in the slot ``offset``, then a slot for each code."""

    offset: int
    codes: tuple[str, ...]

    def slot(self, code: str | None) -> int:
        """Return the slot that counts a code."""
        return self.offset if code is None else self.offset + 1 + self.codes.index(code)


class HistogramAxis(Struct, frozen=True, kw_only=True):
    """A histogram of one column's numbers, in consecutive slots.

    Numbers are added up as whole numbers of the ``unit``-th part of one. ``offset`` is the slot of the count,
    the next that of the sum; then follow the bins, each ``bin_width`` wide around its value, the first
    on ``minimum``.
    """

    offset: int
    unit: int
    minimum: int
    bin_width: int
    bins: int

    @property
    def sum_slot(self) -> int:
        """The slot of the sum."""
        return self.offset + 1

    @property
    def first_bin(self) -> int:
        """The slot of the first bin."""
        return self.offset + 2

    def whole(self, number: float | None) -> int | None:
        """Return a number as it is added up; None stays None."""
        return None if number is None else round(number * self.unit)

    def bin_slot(self, whole: int) -> int:
        """Return the slot of the bin nearest to a number; halves go up."""
        return self.offset + 2 + (whole - self.minimum + self.bin_width // 2) // self.bin_width


COUNTS: dict[CountedOutput, CodeCounts] = {
    "maturity_level": CodeCounts(10, LEVELS),
    "importance_band": CodeCounts(20, BANDS),
    "sourcing_model": CodeCounts(30, MODELS),
}
# The index (1 to 4) and coverage (0 to 1) in hundredths, importance (0 to 100) in points.
AXES: dict[Measure, HistogramAxis] = {
    "maturity_index": HistogramAxis(offset=100, unit=100, minimum=100, bin_width=5, bins=61),
    "maturity_coverage": HistogramAxis(offset=300, unit=100, minimum=0, bin_width=5, bins=21),
    "importance_score": HistogramAxis(offset=200, unit=1, minimum=0, bin_width=5, bins=21),
}


def slots_of(row: AssessmentRow) -> list[int]:
    """Return the slots to which an assessment adds one."""
    slots = [COUNT, *(counts.slot(getattr(row, output)) for output, counts in COUNTS.items())]
    for axis, whole in zip(AXES.values(), numbers_of(row), strict=True):
        if whole is not None:
            slots += (axis.offset, axis.bin_slot(whole))
    return slots


def numbers_of(row: AssessmentRow) -> tuple[int | None, ...]:
    """Return what an assessment adds to the sum of each axis."""
    return tuple(axis.whole(getattr(row, measure)) for measure, axis in AXES.items())
