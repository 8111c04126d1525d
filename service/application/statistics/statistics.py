"""The use case of statistics: a tenant's own assessments by group and by period, from sums that are kept.

Knows no HTTP and no SQL. A request costs the same whether the sums are of a thousand assessments or of a
million.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from service.application.ports.rollup_store import Grain, RollupQuery, RollupStore, Sums
from service.application.spaces import Space
from service.application.statistics import rollups as s
from service.application.statistics.rollups import HistogramAxis
from service.model.codes import BANDS, LEVELS, MODELS, GroupBy, Origin, Period
from service.model.documents.statistics import BandCount, LevelCount, SourcingCount, Spread, Stats, StatsRow

MOST_ROWS = 5000


class StatisticsRequest(Struct, frozen=True, kw_only=True):
    """How a tenant's assessments are grouped, and which of them count."""

    group_by: GroupBy | None = None
    period: Period | None = None
    since: date | None = None
    until: date | None = None
    origin: Origin | None = None
    version: str | None = None


class Statistics:
    """Statistics of all tenants. Every call names the tenant that it is made for."""

    def __init__(self, store: RollupStore) -> None:
        self._store = store

    async def read(self, space: Space, asked: StatisticsRequest) -> Stats:
        """The statistics asked for, at most ``MOST_ROWS`` rows of them."""
        wanted = RollupQuery(
            grain=_grain(asked),
            dimension=asked.group_by or "all",
            since=asked.since,
            until=asked.until,
            origin=asked.origin,
            version=asked.version,
        )
        return statistics_of(asked, await self._store.read_rollups(space, wanted))


def statistics_of(asked: StatisticsRequest, kept: Mapping[tuple[date, str], Sums]) -> Stats:
    """The statistics that sums by day or month and by group amount to."""
    rows: dict[tuple[date, str], Sums] = {}
    for (start, group), sums in kept.items():
        key = _start(start, asked.period), group
        if key in rows:
            s.add(rows[key], sums)
        else:
            rows[key] = dict(sums)
    return Stats(
        asked.group_by,
        asked.period,
        _day(asked.since),
        _day(asked.until),
        tuple(_row(key, rows[key], asked) for key in sorted(rows)[:MOST_ROWS]),
        len(rows) > MOST_ROWS,
    )


def _grain(asked: StatisticsRequest) -> Grain:
    """Months are fewer; they serve wherever what is asked for begins and ends with one."""
    ends = [end for end in (asked.since, asked.until) if end is not None]
    whole = asked.period in (None, "month") and all(end.day == 1 for end in ends)
    return "month" if whole else "day"


def _start(day: date, period: Period | None) -> date:
    """The first day of the period that a day lies in; weeks begin on Monday (ISO 8601)."""
    if period is None:
        return date.min
    if period == "month":
        return day.replace(day=1)
    if period == "week":
        # The first Monday that there is is the first day of the calendar.
        return day - timedelta(days=day.weekday())
    return day


def _row(key: tuple[date, str], sums: Sums, asked: StatisticsRequest) -> StatsRow:
    start, group = key
    return StatsRow(
        None if asked.period is None else start.isoformat(),
        group or None,
        sums.get(s.COUNT, 0),
        _spread(sums, s.INDEX, 100),
        _spread(sums, s.IMPORTANCE, 1),
        _spread(sums, s.COVERAGE, 1),
        (
            *(LevelCount(level, sums.get(s.LEVEL + i, 0)) for i, level in enumerate(LEVELS)),
            LevelCount(None, sums.get(s.LEVEL + s.NONE, 0)),
        ),
        tuple(SourcingCount(model, sums.get(s.MODEL + i, 0)) for i, model in enumerate(MODELS)),
        (
            *(BandCount(band, sums.get(s.BAND + i, 0)) for i, band in enumerate(BANDS)),
            BandCount(None, sums.get(s.BAND + s.NONE, 0)),
        ),
    )


def _spread(sums: Sums, lattice: HistogramAxis, unit: int) -> Spread:
    count, total = sums.get(lattice.place, 0), sums.get(lattice.place + 1, 0)
    low, middle, high = (None if step is None else step / unit for step in s.quartiles(sums, lattice))
    return Spread(count, round(total / count / unit, 4) if count else None, low, middle, high)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
