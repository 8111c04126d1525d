"""Statistics of a tenant's own assessments: counts, means, quantiles and shares, by group and by period."""

from typing import Annotated

from msgspec import Meta

from service.model.codes import Band, GroupBy, Level, Model, Period
from service.model.output import Output

Day = Annotated[str, Meta(description="A day in UTC (ISO 8601).", extra_json_schema={"format": "date"})]


class Spread(Output, frozen=True):
    """How a number is spread over assessments that have it. Quantiles are values of a fixed lattice.

    The index goes in steps of 0.05, importance and coverage (in per cent) in steps of 5; means are exact.
    """

    count: Annotated[int, Meta(ge=0)]
    mean: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None


class LevelCount(Output, frozen=True):
    """How many assessments reached a level; null counts those without one."""

    level: Level | None
    count: int


class SourcingCount(Output, frozen=True):
    """How many assessments recommended a model."""

    sourcing: Model
    count: int


class BandCount(Output, frozen=True):
    """How many assessments had an importance of this band; null counts those without one."""

    band: Band | None
    count: int


class StatsRow(Output, frozen=True):
    """The assessments of one group in one period. ``group`` is null where its assessments state none.

    An assessment with several tags counts in the row of each; one without tags, in none.
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


class Stats(Output, frozen=True):
    """What was asked, and a row for each group and period with assessments: periods in order, then groups.

    ``is_cut`` tells that there are more rows than an answer holds: ask for a shorter time or longer periods.
    """

    group_by: GroupBy | None
    period: Period | None
    since: Day | None
    until: Day | None
    rows: tuple[StatsRow, ...]
    is_cut: bool
