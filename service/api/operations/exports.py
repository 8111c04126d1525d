"""Exports for BI tools and warehouses: whole or incremental, in three formats.

Imports the use case only.
"""

from litestar import get

from service.api.contract.figure_parameters import ExportQuery
from service.api.formats.csv import CSV
from service.api.formats.exports import NDJSON, format_of
from service.api.formats.parquet import PARQUET
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_of
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import read_query
from service.api.wire.responses import Headers, Stream, streamed
from service.api.wire.timestamps import read_timestamp
from service.application.exports.exports import Export, ExportRequest, cursor_text, read_cursor
from service.application.timestamps import format_timestamp


@get(
    "/v1/exports/assessments",
    operation_id="exportAssessments",
    summary="Export your own assessments, whole or what has changed",
    description="A row for each assessment kept and each erasure, in the order in which they could be seen,"
    " with the same columns whatever there is to tell. Go on with `cursor` from `X-Next-Cursor`, or with"
    " `updated_since` from `X-Complete-Until`: neither misses what was being committed meanwhile, nor tells"
    " it twice. An answer that breaks off is not whole.",
    tags=["Statistics"],
    opt=OperationSpec(
        scope="read",
        summary_fr="Exporter vos évaluations, toutes ou seulement ce qui a changé",
        description_fr="Une ligne par évaluation enregistrée et par effacement, dans l’ordre où on a pu les"
        " voir, avec les mêmes colonnes quoi qu’il y ait à dire. Continuez avec `cursor` à partir de"
        " `X-Next-Cursor`, ou avec `updated_since` à partir de `X-Complete-Until` : ni l’un ni l’autre ne"
        " manque ce qui s’enregistrait pendant ce temps, ni ne le dit deux fois. Une réponse interrompue"
        " n’est pas entière.",
        media_type=NDJSON,
        tables=(CSV, PARQUET),
        query=ExportQuery,
        stored=True,
        exported=True,
    ).opt(),
)
async def export_assessments(request: StrictRequest) -> Stream:
    """Stream the changes of the key's tenant."""
    query = read_query(request, ExportQuery)
    chosen = format_of(query.format)
    pull = ExportRequest(
        after=read_cursor(query.cursor) if query.cursor else None,
        since=read_timestamp(query.updated_since),
        until=read_timestamp(query.until),
    )
    export = await services_of(request).exports.begin(key_of(request).space, pull)
    return streamed(chosen.write(export.pages), chosen.media_type, _going_on(export))


def _going_on(export: Export) -> Headers:
    if export.complete_until is not None:
        return ((b"x-complete-until", format_timestamp(export.complete_until, "microseconds").encode()),)
    if export.next_cursor is None:
        return ()
    return ((b"x-next-cursor", cursor_text(export.next_cursor).encode()),)
