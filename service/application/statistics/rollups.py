"""Rollups: sparse vectors of whole numbers that add up assessments, by group and by day or month.

Statistics are computed from these sums alone, and erasing an assessment subtracts what it added. A slot of a
vector holds a count or a sum.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from itertools import accumulate, chain
from typing import NamedTuple, get_args

from msgspec import Struct
from msgspec.structs import replace

from service.application.ports.rollup_store import RollupSums
from service.application.statistics.measures import AXES, HistogramAxis, known, numbers_of, slots_of
from service.model.codes import GroupBy
from service.model.documents.row import AssessmentRow

# Tags of a space that are added up: those that it used first. Each costs a row a day.
MOST_TAGS = 200

# Dimensions that are columns of the row, with one value each; an assessment may have several tags.
_COLUMNS = tuple(dimension for dimension in get_args(GroupBy) if dimension != "tag")


class RollupKey(Struct, frozen=True, order=True, kw_only=True):
    """What a rollup adds up: a group (``value``) of a dimension, one day or month, one origin and version.

    ``grain`` is ``day`` or ``month``, ``start`` its first day; ``value`` is empty where none is stated.
    """

    grain: str
    dimension: str
    start: date
    value: str
    origin: str
    methodology: str


class RollupContribution(Struct, frozen=True, kw_only=True):
    """What one assessment adds to rollups. Nothing in it identifies an organisation.

    ``groups`` maps each dimension but ``tag`` to the assessment's value. ``slots`` get one more each,
    ``numbers`` are added to the sums of the axes.
    """

    day: date
    origin: str
    methodology: str
    groups: dict[str, str]
    tags: tuple[str, ...]
    slots: list[int]
    numbers: tuple[int | None, ...]

    def day_keys(self, only: str | None = None) -> Iterator[RollupKey]:
        """Yield the keys of the day's rollups to add to: one for each dimension, and one for each tag.

        With ``only``, those of that dimension.
        """
        for dimension, value in (*self.groups.items(), *(("tag", tag) for tag in set(self.tags))):
            if only not in (None, dimension):
                continue
            yield RollupKey(
                grain="day",
                dimension=dimension,
                start=self.day,
                value=value,
                origin=self.origin,
                methodology=self.methodology,
            )


def contribution_of(row: AssessmentRow) -> RollupContribution:
    """Return what a stored assessment adds to rollups."""
    assert row.created_at is not None
    return RollupContribution(
        day=date.fromisoformat(row.created_at[:10]),
        origin=row.origin or "",
        methodology=row.methodology,
        groups={"all": "", **{dimension: known(row, dimension) or "" for dimension in _COLUMNS}},
        # Visitors are strangers: they must not decide what a tenant's statistics consist of.
        tags=() if row.origin == "visitor" else row.tags,
        slots=slots_of(row),
        numbers=numbers_of(row),
    )


class TagSelection(NamedTuple):
    """Contributions with the tags to add up, what was chosen by now, and whether any tag was left out."""

    contributions: list[RollupContribution]
    chosen: frozenset[bytes]
    has_other_tags: bool


def select_tags(contributions: Iterable[RollupContribution], chosen: frozenset[bytes]) -> TagSelection:
    """Choose the tags to add up, beside those chosen before: no more than ``MOST_TAGS`` in all.

    What is chosen stays so until the rollups are rebuilt, and what is left out stays left out: an erasure
    must subtract what was added. Kept are digests of tags, since they outlive erased assessments.
    """
    tags, selected, has_other_tags = set(chosen), [], False
    for contribution in contributions:
        kept = []
        for tag in contribution.tags:
            digest = tag_digest(tag)
            if digest in tags or len(tags) < MOST_TAGS:
                tags.add(digest)
                kept.append(tag)
            else:
                has_other_tags = True
        selected.append(replace(contribution, tags=tuple(kept)))
    return TagSelection(selected, frozenset(tags), has_other_tags)


def tag_digest(tag: str) -> bytes:
    """Return the digest under which a tag is chosen: 16 bytes."""
    return sha256(tag.encode()).digest()[:16]


def aggregate(
    contributions: Iterable[RollupContribution], sign: int = 1, dimension: str | None = None
) -> dict[RollupKey, RollupSums]:
    """Add contributions up, by day and by month: those of one dimension, or of all.

    With a ``sign`` of -1, the sums are negative.
    """
    by_key: defaultdict[RollupKey, list[RollupContribution]] = defaultdict(list)
    for contribution in contributions:
        for key in contribution.day_keys(dimension):
            by_key[key].append(contribution)
    rollups = {key: _total(added, sign) for key, added in by_key.items()}
    for key, sums in list(rollups.items()):
        add(rollups.setdefault(replace(key, grain="month", start=key.start.replace(day=1)), {}), sums)
    return rollups


def _total(contributions: list[RollupContribution], sign: int) -> RollupSums:
    # Counting all slots in one pass takes a fifth of the time of adding vector by vector.
    totals = Counter(chain.from_iterable(contribution.slots for contribution in contributions))
    columns = zip(*(contribution.numbers for contribution in contributions), strict=True)
    for axis, column in zip(AXES.values(), columns, strict=True):
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


def quartiles(sums: Mapping[int, int], axis: HistogramAxis) -> list[float | None]:
    """Return the lower quartile, median and upper quartile; three None without numbers.

    Between two numbers they are interpolated linearly, as spreadsheets, numpy and SQL's ``percentile_cont``
    do. Exact: computed in whole quarters of the unit.
    """
    count = sums.get(axis.offset, 0)
    if not count:
        return [None] * 3
    within = axis.value_slots
    slots = sorted(slot for slot in sums if within.start <= slot < within.stop)
    cumulative = list(accumulate(map(sums.__getitem__, slots)))
    found: list[float | None] = []
    for quarter in (1, 2, 3):
        # The place among the sorted numbers, counted from 0: ``rank`` and so many quarters of the way on.
        rank, quarters = divmod(quarter * (count - 1), 4)
        low, high = (slots[bisect_right(cumulative, min(place, count - 1))] for place in (rank, rank + 1))
        whole = 4 * (axis.minimum - within.start) + (4 - quarters) * low + quarters * high
        found.append(whole / (4 * axis.unit))
    return found
