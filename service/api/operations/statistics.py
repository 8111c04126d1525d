"""Statistics of the tenant's own assessments. Imports the use case only."""

from litestar import get

from service.api.contract.figure_parameters import StatsQuery
from service.api.formats.csv import CSV, Cell, table
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_of
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import read_query
from service.api.wire.responses import Answer, private, text
from service.api.wire.timestamps import read_day
from service.application.statistics.statistics import StatisticsRequest
from service.model.codes import BANDS, LEVELS, MODELS
from service.model.documents.statistics import Spread, Stats, StatsRow

_NUMBERS = ("index", "importance", "coverage")
_OF_NUMBERS = ("count", "mean", "lower_quartile", "median", "upper_quartile")
_COLUMNS = (
    "period_start",
    "group",
    "assessments",
    *(f"{number}_{part}" for number in _NUMBERS for part in _OF_NUMBERS),
    *(f"level_{level or 'none'}" for level in (*LEVELS, None)),
    *(f"sourcing_{model}" for model in MODELS),
    *(f"band_{band or 'none'}" for band in (*BANDS, None)),
)


@get(
    "/v1/stats",
    operation_id="getStats",
    summary="Read statistics of your own assessments",
    description="Counts, means, quantiles and shares of index, importance, level, sourcing and coverage, by"
    " one grouping and by period. Always up to date; as quick for a million assessments as for a thousand.",
    tags=["Statistics"],
    opt=OperationSpec(
        scope="stats",
        summary_fr="Lire les statistiques de vos évaluations",
        description_fr="Nombres, moyennes, quantiles et répartitions de l’indice, de l’importance, du niveau,"
        " du mode d’organisation et de la couverture, selon un regroupement et par période. Toujours à jour,"
        " aussi vite pour un million d’évaluations que pour mille.",
        answers=Stats,
        tables=(CSV,),
        query=StatsQuery,
        stored=True,
    ).opt(),
)
async def get_stats(request: StrictRequest) -> Answer:
    """Return statistics of the key's tenant."""
    query = read_query(request, StatsQuery)
    asked = StatisticsRequest(
        group_by=query.group_by or None,
        period=query.period or None,
        since=read_day(query.since),
        until=read_day(query.until),
        origin=query.origin or None,
        version=query.methodology or None,
    )
    found = await services_of(request).statistics.read(key_of(request).space, asked)
    if query.format == "csv":
        return text(as_table(found), CSV)
    return private(found)


def as_table(found: Stats) -> bytes:
    """Statistics as CSV: a line for each row, a column for each number."""
    return table(_COLUMNS, map(_cells, found.rows))


def _cells(row: StatsRow) -> list[Cell]:
    numbers = [cell for spread in (row.index, row.importance, row.coverage) for cell in _spread(spread)]
    counts = [each.count for group in (row.levels, row.sourcing, row.bands) for each in group]
    return [row.period_start, row.group, row.assessments, *numbers, *counts]


def _spread(spread: Spread) -> list[Cell]:
    return [spread.count, spread.mean, spread.lower_quartile, spread.median, spread.upper_quartile]
