"""Exports for BI tools and warehouses: whole or incremental, as lines of JSON or as a table.

Imports the use case only.
"""

from collections.abc import AsyncIterator, Callable

from litestar import get
from msgspec.json import Encoder

from service.api.answers import Headers, Stream, streamed
from service.api.body import StrictRequest
from service.api.figure_parameters import ExportQuery
from service.api.guards import key_of
from service.api.moments import moment
from service.api.operation import Call
from service.api.queries import read_query
from service.api.services import services_of
from service.api.tables import CSV, Cell, lines
from service.application.exports import COLUMNS, Export, Pull, Row, cursor_text, read_cursor
from service.application.records import moment_text

NDJSON = "application/x-ndjson"
_ENCODER = Encoder()


@get(
    "/v1/exports/assessments",
    operation_id="exportAssessments",
    summary="Export your own assessments, whole or what has changed",
    description="A row for each assessment kept and each erasure, in the order in which they could be seen,"
    " with the same columns whatever there is to tell. Go on with `cursor` from `X-Next-Cursor`, or with"
    " `updated_since` from `X-Complete-Until`: neither misses what was being committed meanwhile, nor tells"
    " it twice. An answer that breaks off is not whole.",
    tags=["Statistics"],
    opt=Call(
        scope="read",
        summary_fr="Exporter vos évaluations, toutes ou seulement ce qui a changé",
        description_fr="Une ligne par évaluation enregistrée et par effacement, dans l’ordre où on a pu les"
        " voir, avec les mêmes colonnes quoi qu’il y ait à dire. Continuez avec `cursor` à partir de"
        " `X-Next-Cursor`, ou avec `updated_since` à partir de `X-Complete-Until` : ni l’un ni l’autre ne"
        " manque ce qui s’enregistrait pendant ce temps, ni ne le dit deux fois. Une réponse interrompue"
        " n’est pas entière.",
        media_type=NDJSON,
        tables=(CSV,),
        query=ExportQuery,
        stored=True,
        exported=True,
    ).opt(),
)
async def export_assessments(request: StrictRequest) -> Stream:
    """Stream the changes of the key's tenant."""
    query = read_query(request, ExportQuery)
    pull = Pull(
        after=read_cursor(query.cursor) if query.cursor else None,
        since=moment(query.updated_since),
        until=moment(query.until),
    )
    export = await services_of(request).exports.begin(key_of(request).space, pull)
    if query.format == "csv":
        return streamed(_written(export.pages, as_table, lines([COLUMNS])), CSV, _going_on(export))
    return streamed(_written(export.pages, as_lines), NDJSON, _going_on(export))


def _going_on(export: Export) -> Headers:
    if export.complete_until is not None:
        return ((b"x-complete-until", moment_text(export.complete_until, "microseconds").encode()),)
    if export.next_cursor is None:
        return ()
    return ((b"x-next-cursor", cursor_text(export.next_cursor).encode()),)


def as_lines(page: list[Row]) -> bytes:
    """Rows as lines of JSON."""
    return _ENCODER.encode_lines([dict(zip(COLUMNS, row, strict=True)) for row in page])


def as_table(page: list[Row]) -> bytes:
    """Rows as lines of a table, which begins with the names of the columns."""
    return lines(_cells(row) for row in page)


async def _written(
    pages: AsyncIterator[list[Row]], write: Callable[[list[Row]], bytes], first: bytes = b""
) -> AsyncIterator[bytes]:
    yield first
    async for page in pages:
        yield write(page)


def _cells(row: Row) -> list[Cell]:
    """The cells of a row: a list of tags is one, with a space between them."""
    return [" ".join(value) if isinstance(value, tuple) else value for value in row]
