"""Statistics of the tenant's own assessments. Imports the use case only."""

from litestar import get
from msgspec import UNSET, UnsetType

from service.api.formats.csv import CSV, FRENCH, PLAIN, Cell, Dialect, table
from service.api.prices import settled
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_of, settle
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, Time, Version, read_query
from service.api.wire.responses import ByteResponse, file_response, private_response
from service.api.wire.timestamps import day_after, first_day
from service.application.statistics.measures import AXES, COUNTS
from service.application.statistics.statistics import StatisticsRequest
from service.model.codes import GroupBy, Origin, Period, StatsFormat
from service.model.documents.statistics import Spread, Stats, StatsRow

_SPREAD = ("count", "mean", "lower_quartile", "median", "upper_quartile")
# The models come last: a model that is added shifts no other column.
_COLUMNS = (
    "period_start",
    "group",
    "assessment_count",
    *(f"{measure}_{part}" for measure in AXES for part in _SPREAD),
    *(f"{output}_none" for output in COUNTS),
    *(f"{output}_{code}" for output, counts in COUNTS.items() for code in counts.codes),
)

_DIALECTS: dict[StatsFormat, Dialect] = {"csv": PLAIN, "csv-fr": FRENCH}


class StatsQuery(NoQuery, frozen=True, kw_only=True):
    """How to group the tenant's assessments, and which to count: those of all days that a period touches."""

    group_by: GroupBy | UnsetType = UNSET
    period: Period | UnsetType = UNSET
    since: Time | UnsetType = UNSET
    until: Time | UnsetType = UNSET
    origin: Origin | UnsetType = UNSET
    methodology: Version | UnsetType = UNSET
    format: StatsFormat = "json"


@get(
    "/v1/stats",
    operation_id="getStats",
    opt={
        "spec": OperationSpec(
            tag="statistics",
            scope="stats",
            query=StatsQuery,
            response=Stats,
            tables=(CSV,),
            traits=frozenset({"stored"}),
        )
    },
)
async def get_stats(request: StrictRequest) -> ByteResponse:
    """Return statistics of the key's tenant."""
    query = read_query(request, StatsQuery)
    statistics_request = StatisticsRequest(
        group_by=query.group_by or None,
        period=query.period or None,
        since=first_day(query.since),
        until=day_after(query.until),
        origin=query.origin or None,
        methodology=query.methodology or None,
    )
    services = services_of(request)
    stats, groups, assessments = await services.statistics.read(key_of(request).space, statistics_request)
    settle(request, settled("getStats", rows=len(stats.rows), groups=groups, assessments=assessments))
    if query.format == "json":
        # A thousand rows are a megabyte.
        return await services.workers.run(lambda: private_response(stats))
    dialect = _DIALECTS[query.format]
    content = await services.workers.run(lambda: as_table(stats, dialect))
    return file_response(content, CSV, "statistics.csv")


def as_table(stats: Stats, dialect: Dialect = PLAIN) -> bytes:
    """Statistics as CSV: a line for each row, a column for each number."""
    return table(_COLUMNS, map(_cells, stats.rows), dialect)


def _cells(row: StatsRow) -> list[Cell]:
    numbers = [cell for measure in AXES for cell in _spread_cells(getattr(row, measure))]
    counts = sorted(row.counts, key=lambda count: count.value is not None)
    return [row.period_start, row.group, row.assessment_count, *numbers, *(count.count for count in counts)]


def _spread_cells(spread: Spread) -> list[Cell]:
    return [spread.count, spread.mean, spread.lower_quartile, spread.median, spread.upper_quartile]


HANDLERS = (get_stats,)
