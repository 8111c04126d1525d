"""Statistics of a tenant's own assessments: counts, means and quartiles, by group and period."""

from typing import Annotated

from msgspec import Meta

from service.model.codes import Band, GroupBy, Level, Model, Period
from service.model.output import Output

Day = Annotated[str, Meta(description="A day in UTC (ISO 8601).", extra_json_schema={"format": "date"})]


class Spread(Output, frozen=True, kw_only=True):
    """The distribution of a number over the ``count`` assessments that have it; null without any.

    Quartiles are rounded to steps of 0.05 for the index (1 to 4), and of 5 for importance (0 to 100 points)
    and coverage (0 to 100 per cent). Means are of exact values.
    """

    count: Annotated[int, Meta(ge=0)]
    mean: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None


class LevelCount(Output, frozen=True):
    """The number of assessments at a level; null counts those without one."""

    level: Level | None
    count: int


class SourcingCount(Output, frozen=True):
    """The number of assessments that recommend a model."""

    sourcing: Model
    count: int


class BandCount(Output, frozen=True):
    """The number of assessments in a band of importance; null counts those without one."""

    band: Band | None
    count: int


class StatsRow(Output, frozen=True, kw_only=True):
    """The assessments of one group in one period. ``group`` is null for those that state none.

    An assessment with several tags counts in the row of each; one without tags counts in none.
    """

    period_start: Day | None
    group: str | None
    assessments: Annotated[int, Meta(ge=0)]
    index: Spread
    importance: Spread
    coverage: Spread
    levels: tuple[LevelCount, ...]
    sourcing: tuple[SourcingCount, ...]
    bands: tuple[BandCount, ...]


class Stats(Output, frozen=True, kw_only=True):
    """The request, and a row for each period and group that has assessments, sorted by period, then group.

    ``is_cut`` is true if there are more rows than a response holds: request a shorter range or longer
    periods.
    """

    group_by: GroupBy | None
    period: Period | None
    since: Day | None
    until: Day | None
    rows: tuple[StatsRow, ...]
    is_cut: bool
