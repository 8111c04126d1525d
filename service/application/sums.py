"""What statistics add up of assessments: sparse vectors of whole numbers, by group and by day or month.

Any figure is told from sums alone, and erasing an assessment takes away what it had added. Imports the ports
and the codes.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from service.application.ports import Channel, Summary
from service.model.codes import BANDS, LEVELS, MODELS, GroupBy

Sums = dict[int, int]
Grain = Literal["day", "month"]
Dimension = GroupBy | Literal["all"]
# Where each count stands in a vector; places are never used again for something else.
COUNT, LEVEL, BAND, MODEL, NONE = 0, 10, 20, 30, 9


class Lattice(Struct, frozen=True):
    """Where a number is counted and summed, and then counted by steps from its least value."""

    place: int
    least: int
    step: int

    def position(self, number: int) -> int:
        """The nearest step; halves go up."""
        return (number - self.least + self.step // 2) // self.step


# In hundredths of a level, in points, and in per cent.
INDEX, IMPORTANCE, COVERAGE = Lattice(100, 100, 5), Lattice(200, 0, 5), Lattice(300, 0, 5)
_STEPS = 2


class Key(Struct, frozen=True, order=True):
    """What a sum is of: a group of a dimension, since a day, from one origin, under one version."""

    grain: str
    dimension: str
    start: date
    value: str
    origin: str
    version: str


class Addend(Struct, frozen=True):
    """What one assessment adds: its day and its groups, none of them a name, and its numbers."""

    day: date
    origin: Channel
    version: str
    groups: dict[str, str]
    tags: tuple[str, ...]
    level: str | None
    band: str | None
    model: str
    index: int | None
    score: int | None
    coverage: int

    def parts(self) -> Iterator[Key]:
        """Every sum that it is part of: each tag's, and one for each other dimension."""
        groups = [*self.groups.items(), *(("tag", tag) for tag in sorted(set(self.tags)))]
        for grain, start in (("day", self.day), ("month", self.day.replace(day=1))):
            for dimension, value in groups:
                yield Key(grain, dimension, start, value, self.origin, self.version)

    def vector(self) -> Sums:
        """What it adds to each of them."""
        found = {
            COUNT: 1,
            LEVEL + _place(LEVELS, self.level): 1,
            BAND + _place(BANDS, self.band): 1,
            MODEL + MODELS.index(self.model): 1,
        }
        for lattice, number in ((INDEX, self.index), (IMPORTANCE, self.score), (COVERAGE, self.coverage)):
            if number is not None:
                found[lattice.place] = 1
                found[lattice.place + 1] = number
                found[lattice.place + _STEPS + lattice.position(number)] = 1
        return found


def addend_of(record: Summary) -> Addend:
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
        "origin": record.channel,
        "methodology": record.version,
    }
    return Addend(
        record.created_at.date(),
        record.channel,
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


def added(addends: Iterable[Addend], sign: int = 1) -> dict[Key, Sums]:
    """The sums of these assessments, or what taking them away leaves, by what they are of."""
    found: dict[Key, Sums] = {}
    for addend in addends:
        vector = addend.vector()
        for key in addend.parts():
            add(found.setdefault(key, {}), vector, sign)
    return found


def add(sums: Sums, more: Mapping[int, int], sign: int = 1) -> None:
    """Add other sums, or take them away, in place; what is zero is left out."""
    for place, number in more.items():
        total = sums.get(place, 0) + sign * number
        if total:
            sums[place] = total
        else:
            sums.pop(place, None)


def at_step(sums: Mapping[int, int], lattice: Lattice, numerator: int, denominator: int) -> int | None:
    """The least step that at least this share of the numbers does not exceed; None without numbers."""
    total = sums.get(lattice.place, 0)
    below, first = 0, lattice.place + _STEPS
    for place in sorted(place for place in sums if first <= place < lattice.place + 100):
        below += sums[place]
        if below * denominator >= numerator * total:
            return lattice.least + (place - first) * lattice.step
    return None


def _place(codes: tuple[str, ...], code: str | None) -> int:
    return NONE if code is None else codes.index(code)
