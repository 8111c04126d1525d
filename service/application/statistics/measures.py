"""What statistics measure: columns of a row whose codes are counted, and columns whose numbers are spread.

Both have slots in the sums of rollups, which are stored, so a slot must never change its meaning.
"""

from typing import Literal

from msgspec import Struct

from service.model.codes import BANDS, LEVELS, MODELS, STATUSES, CountedOutput
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
    """An exact histogram of one column's numbers, in consecutive slots: one for each value that it may have.

    Numbers are added up as whole numbers of the ``unit``-th part of one, from ``minimum`` to ``maximum``.
    ``offset`` is the slot of the count, the next that of the sum; then follow those of the values.
    """

    offset: int
    unit: int
    minimum: int
    maximum: int

    @property
    def sum_slot(self) -> int:
        """The slot of the sum."""
        return self.offset + 1

    @property
    def value_slots(self) -> range:
        """The slots of the values, in rising order."""
        first = self.offset + 2
        return range(first, first + self.maximum - self.minimum + 1)

    def whole(self, number: float | None) -> int | None:
        """Return a number as it is added up; None stays None."""
        return None if number is None else round(number * self.unit)

    def slot(self, whole: int) -> int:
        """Return the slot of a value."""
        return self.offset + 2 + whole - self.minimum


COUNTS: dict[CountedOutput, CodeCounts] = {
    "maturity_status": CodeCounts(50, STATUSES),
    "maturity_level": CodeCounts(10, LEVELS),
    "importance_status": CodeCounts(60, STATUSES),
    "importance_band": CodeCounts(20, BANDS),
    "sourcing_status": CodeCounts(70, STATUSES),
    "sourcing_model": CodeCounts(30, MODELS),
}
# In the precision of the row: the index (1 to 4) and coverage (0 to 1) in hundredths, importance (0 to 100)
# in points. So no figure is rounded to a grid, and a rollup holds only the values that occur.
AXES: dict[Measure, HistogramAxis] = {
    "maturity_index": HistogramAxis(offset=100, unit=100, minimum=100, maximum=400),
    "maturity_coverage": HistogramAxis(offset=420, unit=100, minimum=0, maximum=100),
    "importance_score": HistogramAxis(offset=540, unit=1, minimum=0, maximum=100),
}


# A level or a band counts where it is known: while open questions leave several possible, in none.
_STATUS_OF = {"maturity_level": "maturity_status", "importance_band": "importance_status"}


def known(row: AssessmentRow, column: str) -> str | None:
    """Return a row's code in a column, None where there is none or it is not known yet."""
    status = _STATUS_OF.get(column)
    if status is not None and getattr(row, status) != "assessed":
        return None
    code: str | None = getattr(row, column)
    return code


def slots_of(row: AssessmentRow) -> list[int]:
    """Return the slots to which an assessment adds one."""
    slots = [COUNT, *(counts.slot(known(row, output)) for output, counts in COUNTS.items())]
    for axis, whole in zip(AXES.values(), numbers_of(row), strict=True):
        if whole is not None:
            slots += (axis.offset, axis.slot(whole))
    return slots


def numbers_of(row: AssessmentRow) -> tuple[int | None, ...]:
    """Return what an assessment adds to the sum of each axis."""
    return tuple(axis.whole(getattr(row, measure)) for measure, axis in AXES.items())
