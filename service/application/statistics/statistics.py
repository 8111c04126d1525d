"""The use case of statistics: a tenant's assessments by group and period, computed from stored rollups.

The cost of a request does not depend on the number of assessments.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from service.application.fairness.workers import Workers
from service.application.ports.rollup_store import Grain, RollupGroup, RollupQuery, RollupStore, RollupSums
from service.application.spaces import Space
from service.application.statistics import rollups
from service.application.statistics.measures import AXES, COUNT, COUNTS, HistogramAxis
from service.model.codes import GroupBy, Origin, Period
from service.model.documents.statistics import OutputCount, Spread, Stats, StatsRow

MOST_ROWS = 2000
# Groups of a day or a month that make one row more than that, if the days of each week make one.
MOST_GROUPS = 7 * (MOST_ROWS + 1)


class StatisticsRequest(Struct, frozen=True, kw_only=True):
    """How to group assessments, and which to count.

    ``since`` is the first day, ``until`` the day after the last; None leaves an end, a grouping or a filter
    out.
    """

    group_by: GroupBy | None = None
    period: Period | None = None
    since: date | None = None
    until: date | None = None
    origin: Origin | None = None
    methodology: str | None = None


class StatisticsWork(NamedTuple):
    """Statistics, and what they took: groups of a day or month, and assessments that were added up."""

    stats: Stats
    groups: int
    assessments: int


class Statistics:
    """Statistics of all tenants. Every call sees the data of one space only."""

    def __init__(self, store: RollupStore, workers: Workers) -> None:
        self._store = store
        self._workers = workers

    async def read(self, space: Space, request: StatisticsRequest) -> StatisticsWork:
        """Return statistics, at most ``MOST_ROWS`` rows; may raise ``Unavailable``."""
        query = RollupQuery(
            grain=_grain(request),
            dimension=request.group_by or "all",
            since=request.since,
            until=request.until,
            origin=request.origin,
            methodology=request.methodology,
            most_groups=None if request.period is None else MOST_GROUPS,
        )
        sums = await self._store.read_rollups(space, query)
        stats = await self._workers.run(lambda: statistics_of(request, sums.groups))
        if request.group_by == "tag" and sums.has_other_tags:
            stats = replace(stats, truncated=True)
        return StatisticsWork(stats, len(sums.groups), sums.assessments)


def statistics_of(request: StatisticsRequest, sums_by_group: Mapping[RollupGroup, RollupSums]) -> Stats:
    """Return the statistics of rollups by day or month; they are added up to the period requested."""
    totals: dict[RollupGroup, RollupSums] = {}
    for (start, value), sums in sums_by_group.items():
        group = RollupGroup(_period_start(start, request.period), value)
        if group in totals:
            rollups.add(totals[group], sums)
        else:
            totals[group] = dict(sums)
    return Stats(
        group_by=request.group_by,
        period=request.period,
        since=_iso_date(request.since),
        until=_iso_date(request.until),
        rows=tuple(_row(group, totals[group], request) for group in sorted(totals)[:MOST_ROWS]),
        truncated=len(totals) > MOST_ROWS,
    )


def _grain(request: StatisticsRequest) -> Grain:
    """Return the coarsest grain that serves: months, of which there are fewer, if both ends are a month's."""
    ends = [end for end in (request.since, request.until) if end is not None]
    is_monthly = request.period in (None, "month") and all(end.day == 1 for end in ends)
    return "month" if is_monthly else "day"


def _period_start(day: date, period: Period | None) -> date:
    """Return the first day of the period that contains a day; weeks begin on Monday (ISO 8601)."""
    if period is None:
        return date.min
    if period == "month":
        return day.replace(day=1)
    if period == "week":
        # Never before date.min: 1 January of the year 1 is a Monday.
        return day - timedelta(days=day.weekday())
    return day


def _row(group: RollupGroup, sums: RollupSums, request: StatisticsRequest) -> StatsRow:
    return StatsRow(
        period_start=None if request.period is None else group.start.isoformat(),
        group=group.value or None,
        assessment_count=sums.get(COUNT, 0),
        maturity_index=_spread(sums, AXES["maturity_index"]),
        maturity_coverage=_spread(sums, AXES["maturity_coverage"]),
        importance_score=_spread(sums, AXES["importance_score"]),
        counts=tuple(
            OutputCount(output, value, sums.get(counts.slot(value), 0))
            for output, counts in COUNTS.items()
            for value in (*counts.codes, None)
        ),
    )


def _spread(sums: RollupSums, axis: HistogramAxis) -> Spread:
    count, total = sums.get(axis.offset, 0), sums.get(axis.sum_slot, 0)
    lower, median, upper = rollups.quartiles(sums, axis)
    return Spread(
        count=count,
        mean=round(total / count / axis.unit, 4) if count else None,
        lower_quartile=lower,
        median=median,
        upper_quartile=upper,
    )


def _iso_date(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
