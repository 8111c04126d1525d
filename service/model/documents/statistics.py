"""Statistics of a tenant's own assessments: counts, means and quartiles, by group and period."""

from typing import Annotated

from msgspec import Meta

from service.model.codes import CountedOutput, GroupBy, Period
from service.model.output import Day, Output


class Spread(Output, frozen=True, kw_only=True):
    """The distribution of a number over the ``count`` assessments that have it; null without any.

    Quartiles and the median are exact, interpolated linearly between the two nearest numbers; the mean is
    rounded to four decimals.
    """

    count: Annotated[int, Meta(ge=0)]
    mean: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None


class OutputCount(Output, frozen=True):
    """The number of assessments with a value of an output; a null value counts those without one."""

    output: CountedOutput
    value: str | None
    count: int


class StatsRow(Output, frozen=True, kw_only=True):
    """The assessments of one group in one period. ``group`` is null for those that state none.

    An assessment with several tags counts in the row of each; one without tags counts in none.
    """

    period_start: Day | None
    group: str | None
    assessment_count: Annotated[int, Meta(ge=0)]
    maturity_index: Spread
    maturity_coverage: Spread
    importance_score: Spread
    counts: tuple[OutputCount, ...]


class Stats(Output, frozen=True, kw_only=True):
    """The request, and a row for each period and group that has assessments, sorted by period, then group.

    ``truncated`` is true if there are more rows than a response holds: request a shorter range or longer
    periods.
    """

    group_by: GroupBy | None
    period: Period | None
    since: Day | None
    until: Day | None
    rows: tuple[StatsRow, ...]
    truncated: bool
