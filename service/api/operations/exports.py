"""Exports for BI tools and warehouses: whole or incremental, in three formats.

Imports the use case only.
"""

from litestar import get
from msgspec import UNSET, UnsetType

from service.api.formats.csv import CSV
from service.api.formats.exports import FORMATS, NDJSON
from service.api.formats.parquet import PARQUET
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_of
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import ExportCursor, NoQuery, Time, read_query
from service.api.wire.responses import Headers, StreamResponse, stream_response
from service.api.wire.timestamps import read_timestamp
from service.application.exports.exports import Export, ExportRequest, cursor_text, read_cursor
from service.application.timestamps import format_timestamp
from service.model.codes import ExportFormat


class ExportQuery(NoQuery, frozen=True, kw_only=True):
    """Where to continue: a cursor, which takes precedence, or a period, whose end is not part of it."""

    format: ExportFormat = "ndjson"
    cursor: ExportCursor | UnsetType = UNSET
    changed_since: Time | UnsetType = UNSET
    changed_until: Time | UnsetType = UNSET


@get(
    "/v1/exports/assessments",
    operation_id="exportAssessments",
    opt={
        "spec": OperationSpec(
            tag="statistics",
            scope="read",
            query=ExportQuery,
            media_type=NDJSON,
            tables=(CSV, PARQUET),
            traits=frozenset({"change_feed", "stored"}),
        )
    },
)
async def export_assessments(request: StrictRequest) -> StreamResponse:
    """Stream the changes of the key's tenant."""
    query = read_query(request, ExportQuery)
    output_format = FORMATS[query.format]
    export_request = ExportRequest(
        after=read_cursor(query.cursor) if query.cursor else None,
        since=read_timestamp(query.changed_since),
        until=read_timestamp(query.changed_until),
    )
    export = await services_of(request).exports.begin(key_of(request).space, export_request)
    return stream_response(
        output_format.write(export.pages), output_format.media_type, _continuation_headers(export)
    )


def _continuation_headers(export: Export) -> Headers:
    if export.complete_until is not None:
        return ((b"complete-until", format_timestamp(export.complete_until, "microseconds").encode()),)
    if export.next_cursor is None:
        return ()
    return ((b"next-cursor", cursor_text(export.next_cursor).encode()),)


HANDLERS = (export_assessments,)
