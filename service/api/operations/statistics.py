"""Statistics of the tenant's own assessments. Imports the use case only."""

from typing import Literal

from litestar import get
from msgspec import UNSET, UnsetType

from service.api.formats.csv import CSV, Cell, table
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_of
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import Day, NoQuery, Version, read_query
from service.api.wire.responses import ByteResponse, private_response, text_response
from service.api.wire.timestamps import read_day
from service.application.statistics.statistics import StatisticsRequest
from service.model.codes import BANDS, LEVELS, MODELS, GroupBy, Origin, Period
from service.model.documents.statistics import Spread, Stats, StatsRow

_NUMBERS = ("index", "importance", "coverage")
_SPREAD = ("count", "mean", "lower_quartile", "median", "upper_quartile")
_COLUMNS = (
    "period_start",
    "group",
    "assessments",
    *(f"{number}_{part}" for number in _NUMBERS for part in _SPREAD),
    *(f"level_{level or 'none'}" for level in (*LEVELS, None)),
    *(f"sourcing_{model}" for model in MODELS),
    *(f"band_{band or 'none'}" for band in (*BANDS, None)),
)


class StatsQuery(NoQuery, frozen=True, kw_only=True):
    """How to group the tenant's assessments, and which of them to count. ``until`` is not included."""

    group_by: GroupBy | UnsetType = UNSET
    period: Period | UnsetType = UNSET
    since: Day | UnsetType = UNSET
    until: Day | UnsetType = UNSET
    origin: Origin | UnsetType = UNSET
    methodology: Version | UnsetType = UNSET
    format: Literal["json", "csv"] = "json"


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
        since=read_day(query.since),
        until=read_day(query.until),
        origin=query.origin or None,
        version=query.methodology or None,
    )
    stats = await services_of(request).statistics.read(key_of(request).space, statistics_request)
    if query.format == "csv":
        return text_response(as_table(stats), CSV)
    return private_response(stats)


def as_table(stats: Stats) -> bytes:
    """Statistics as CSV: a line for each row, a column for each number."""
    return table(_COLUMNS, map(_cells, stats.rows))


def _cells(row: StatsRow) -> list[Cell]:
    spreads = (row.index, row.importance, row.coverage)
    numbers = [cell for spread in spreads for cell in _spread_cells(spread)]
    counts = [share.count for shares in (row.levels, row.sourcing, row.bands) for share in shares]
    return [row.period_start, row.group, row.assessments, *numbers, *counts]


def _spread_cells(spread: Spread) -> list[Cell]:
    return [spread.count, spread.mean, spread.lower_quartile, spread.median, spread.upper_quartile]


HANDLERS = (get_stats,)
