"""Rollups: sparse vectors of whole numbers that add up assessments, by group and by day or month.

Statistics are computed from these sums alone, and erasing an assessment subtracts what it added. A slot of a
vector holds a count or a sum; vectors are stored, so a slot's number must never change its meaning.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import accumulate, chain, repeat
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from service.application.ports.assessment_store import AssessmentSummary
from service.application.ports.rollup_store import RollupSums
from service.model.codes import BANDS, LEVELS, MODELS, Origin

# The slot of the number of assessments, and the first slots of the counts by level, band and model.
COUNT, LEVEL, BAND, MODEL = 0, 10, 20, 30
# Where assessments without a level or band are counted, relative to the first slot.
NONE = 9


class HistogramAxis(Struct, frozen=True):
    """A histogram of one number, in consecutive slots.

    ``offset`` is the slot of the count, the next that of the sum; then follow the bins, each ``bin_width``
    wide and centred on its value, the first on ``minimum``.
    """

    offset: int
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

    def bin_slot(self, number: int) -> int:
        """Return the slot of the bin nearest to a number; halves go up."""
        return self.offset + 2 + (number - self.minimum + self.bin_width // 2) // self.bin_width


# The index in hundredths of a level (100 to 400); importance in points and coverage in per cent (0 to 100).
INDEX, IMPORTANCE, COVERAGE = (
    HistogramAxis(offset=100, minimum=100, bin_width=5, bins=61),
    HistogramAxis(offset=200, minimum=0, bin_width=5, bins=21),
    HistogramAxis(offset=300, minimum=0, bin_width=5, bins=21),
)
AXES = (INDEX, IMPORTANCE, COVERAGE)


class RollupKey(Struct, frozen=True, order=True, kw_only=True):
    """What a rollup adds up: a group (``value``) of a dimension, one day or month, one origin and version.

    ``grain`` is ``day`` or ``month``, ``start`` its first day; ``value`` is empty where none is stated.
    """

    grain: str
    dimension: str
    start: date
    value: str
    origin: str
    version: str


class RollupContribution(Struct, frozen=True, kw_only=True):
    """What one assessment adds to rollups. Nothing in it identifies an organisation.

    ``groups`` maps each dimension but ``tag`` to the assessment's value. Units are those of the axes.
    """

    day: date
    origin: Origin
    version: str
    groups: dict[str, str]
    tags: tuple[str, ...]
    level: str | None
    band: str | None
    model: str
    index: int | None
    score: int | None
    coverage: int

    def day_keys(self) -> Iterator[RollupKey]:
        """Yield the keys of the day's rollups to add to: one for each dimension, and one for each tag."""
        for dimension, value in (*self.groups.items(), *(("tag", tag) for tag in set(self.tags))):
            yield RollupKey(
                grain="day",
                dimension=dimension,
                start=self.day,
                value=value,
                origin=self.origin,
                version=self.version,
            )

    def counted_slots(self) -> list[int]:
        """Return the slots to add one to."""
        slots = [
            COUNT,
            LEVEL + _code_offset(LEVELS, self.level),
            BAND + _code_offset(BANDS, self.band),
            MODEL + MODELS.index(self.model),
        ]
        for axis, number in zip(AXES, self.numbers(), strict=True):
            if number is not None:
                slots += (axis.offset, axis.bin_slot(number))
        return slots

    def numbers(self) -> tuple[int | None, int | None, int]:
        """Return what to add to the sum of each axis."""
        return self.index, self.score, self.coverage


class _Increments(NamedTuple):
    """A contribution as slots to add one to, and numbers to add to the sum of each axis."""

    slots: list[int]
    numbers: tuple[int | None, ...]


def contribution_of(record: AssessmentSummary) -> RollupContribution:
    """Return what an assessment adds to rollups."""
    groups = {
        "all": "",
        "section": record.section or "",
        "size": record.size,
        "country": record.country,
        "level": record.level or "",
        "sourcing": record.recommended,
        "assessor": record.assessor or "",
        "form": record.form or "",
        "origin": record.origin,
        "methodology": record.version,
    }
    return RollupContribution(
        day=record.created_at.date(),
        origin=record.origin,
        version=record.version,
        groups=groups,
        tags=record.tags,
        level=record.level,
        band=record.band,
        model=record.recommended,
        index=record.index,
        score=record.score,
        coverage=record.coverage,
    )


def aggregate(contributions: Iterable[RollupContribution], sign: int = 1) -> dict[RollupKey, RollupSums]:
    """Add contributions up, by day and by month; with a ``sign`` of -1, the sums are negative."""
    by_key: defaultdict[RollupKey, list[_Increments]] = defaultdict(list)
    for contribution in contributions:
        increments = _Increments(contribution.counted_slots(), contribution.numbers())
        for key in contribution.day_keys():
            by_key[key].append(increments)
    rollups = {key: _total(increments, sign) for key, increments in by_key.items()}
    for key, sums in list(rollups.items()):
        add(rollups.setdefault(replace(key, grain="month", start=key.start.replace(day=1)), {}), sums)
    return rollups


def _total(increments: list[_Increments], sign: int) -> RollupSums:
    # Counting all slots in one pass takes a fifth of the time of adding vector by vector.
    totals = Counter(chain.from_iterable(increment.slots for increment in increments))
    columns = zip(*(increment.numbers for increment in increments), strict=True)
    for axis, column in zip(AXES, columns, strict=True):
        totals[axis.sum_slot] = sum(filter(None, column))
    return {slot: sign * total for slot, total in totals.items() if total}


def add(sums: RollupSums, other: Mapping[int, int]) -> None:
    """Add ``other`` to ``sums`` in place; slots that become zero are removed."""
    for slot, number in other.items():
        total = sums.get(slot, 0) + number
        if total:
            sums[slot] = total
        else:
            sums.pop(slot, None)


def quartiles(sums: Mapping[int, int], axis: HistogramAxis) -> list[int | None]:
    """Return the lower quartile, median and upper quartile, as values of bins; three None without numbers.

    Each is the least bin value that the quarter, half or three quarters of the numbers do not exceed.
    """
    count = sums.get(axis.offset, 0)
    if not count:
        return [None] * 3
    slots = range(axis.first_bin, axis.first_bin + axis.bins)
    cumulative = list(accumulate(map(sums.get, slots, repeat(0))))
    # Ranks are rounded up: the least whole number not below the exact quarter.
    positions = (bisect_left(cumulative, -(-quarter * count // 4)) for quarter in (1, 2, 3))
    return [axis.minimum + position * axis.bin_width for position in positions]


def _code_offset(codes: tuple[str, ...], code: str | None) -> int:
    return NONE if code is None else codes.index(code)
