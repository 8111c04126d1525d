"""What statistics add up of assessments: sparse vectors of whole numbers, by group and by day or month.

Any figure is told from sums alone, and erasing an assessment takes away what it had added. Imports the ports
and the codes.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import accumulate, chain, repeat

from msgspec import Struct
from msgspec.structs import replace

from service.application.ports.assessment_store import AssessmentSummary
from service.application.ports.rollup_store import Sums
from service.model.codes import BANDS, LEVELS, MODELS, Origin

# Where each count stands in a vector; places are never used again for something else.
COUNT, LEVEL, BAND, MODEL, NONE = 0, 10, 20, 30, 9


class HistogramAxis(Struct, frozen=True):
    """Where a number is counted and summed, and then counted by so many steps from its least value."""

    place: int
    least: int
    step: int
    steps: int

    def position(self, number: int) -> int:
        """The nearest step; halves go up."""
        return (number - self.least + self.step // 2) // self.step


# In hundredths of a level, in points, and in per cent.
INDEX, IMPORTANCE, COVERAGE = (
    HistogramAxis(100, 100, 5, 61),
    HistogramAxis(200, 0, 5, 21),
    HistogramAxis(300, 0, 5, 21),
)
LATTICES = (INDEX, IMPORTANCE, COVERAGE)
_STEPS = 2


class RollupKey(Struct, frozen=True, order=True):
    """What a sum is of: a group of a dimension, since a day, from one origin, under one version."""

    grain: str
    dimension: str
    start: date
    value: str
    origin: str
    version: str


class RollupContribution(Struct, frozen=True):
    """What one assessment adds: its day and its groups, none of them a name, and its numbers."""

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

    def days(self) -> Iterator[RollupKey]:
        """The day's sums that it is part of: each tag's, and one for each other dimension."""
        for dimension, value in (*self.groups.items(), *(("tag", tag) for tag in set(self.tags))):
            yield RollupKey("day", dimension, self.day, value, self.origin, self.version)

    def counted(self) -> list[int]:
        """The places at which it counts one."""
        found = [
            COUNT,
            LEVEL + _place(LEVELS, self.level),
            BAND + _place(BANDS, self.band),
            MODEL + MODELS.index(self.model),
        ]
        for lattice, number in zip(LATTICES, self.numbers(), strict=True):
            if number is not None:
                found += (lattice.place, lattice.place + _STEPS + lattice.position(number))
        return found

    def numbers(self) -> tuple[int | None, int | None, int]:
        """What it adds to the sum of each lattice."""
        return self.index, self.score, self.coverage


def contribution_of(record: AssessmentSummary) -> RollupContribution:
    """What a record adds to statistics."""
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
        record.created_at.date(),
        record.origin,
        record.version,
        groups,
        record.tags,
        record.level,
        record.band,
        record.recommended,
        record.index,
        record.score,
        record.coverage,
    )


def aggregate(addends: Iterable[RollupContribution], sign: int = 1) -> dict[RollupKey, Sums]:
    """The sums of these assessments, or what taking them away leaves, by what they are of."""
    parts: defaultdict[RollupKey, list[tuple[list[int], tuple[int | None, ...]]]] = defaultdict(list)
    for addend in addends:
        part = addend.counted(), addend.numbers()
        for key in addend.days():
            parts[key].append(part)
    found = {key: _total(each, sign) for key, each in parts.items()}
    for key, sums in list(found.items()):
        add(found.setdefault(replace(key, grain="month", start=key.start.replace(day=1)), {}), sums)
    return found


def _total(parts: list[tuple[list[int], tuple[int | None, ...]]], sign: int) -> Sums:
    """What these add together. Counting all places at once takes a fifth of adding them one by one."""
    counted = Counter(chain.from_iterable(places for places, _ in parts))
    for place, lattice in enumerate(LATTICES):
        counted[lattice.place + 1] = sum(numbers[place] or 0 for _, numbers in parts)
    return {place: sign * number for place, number in counted.items() if number}


def add(sums: Sums, more: Mapping[int, int]) -> None:
    """Add other sums in place; what comes to zero is left out."""
    for place, number in more.items():
        total = sums.get(place, 0) + number
        if total:
            sums[place] = total
        else:
            sums.pop(place, None)


def quartiles(sums: Mapping[int, int], lattice: HistogramAxis) -> list[int | None]:
    """The least steps that one, two and three quarters of the numbers do not exceed; None without numbers."""
    total, first = sums.get(lattice.place, 0), lattice.place + _STEPS
    if not total:
        return [None] * 3
    below = list(accumulate(map(sums.get, range(first, first + lattice.steps), repeat(0))))
    # A quarter may end within a number: rounded up, it is the least whole number not below.
    ends = (bisect_left(below, -(-quarter * total // 4)) for quarter in (1, 2, 3))
    return [lattice.least + end * lattice.step for end in ends]


def _place(codes: tuple[str, ...], code: str | None) -> int:
    return NONE if code is None else codes.index(code)
