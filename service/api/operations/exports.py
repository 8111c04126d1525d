"""Exports for BI tools and warehouses: whole or incremental, as files or page by page.

Imports the use case only.
"""

import asyncio
from collections.abc import AsyncIterator

from litestar import get
from msgspec import UNSET, UnsetType
from msgspec.json import encode

from service.api.formats.csv import CSV
from service.api.formats.exports import FORMATS, NDJSON, as_page
from service.api.formats.parquet import PARQUET
from service.api.prices import settled
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_of, settle
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import ExportCursor, NoQuery, Time, read_query
from service.api.wire.responses import (
    Headers,
    StreamResponse,
    compressible_response,
    disposition,
    stream_response,
)
from service.api.wire.timestamps import read_timestamp
from service.application.exports.exports import Export, ExportRequest, ExportRow, cursor_text, read_cursor
from service.application.ports.change_feed import Cursor
from service.application.timestamps import format_timestamp
from service.model.codes import ExportFormat
from service.model.documents.export import ExportPage

# Rows that are written in one turn.
_PIECE = 100
# The part of a quota that an export leaves to other requests: a quarter.
_RESERVED = 4
_PAUSE_SECONDS = 0.2


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
            page=ExportPage,
            traits=frozenset({"change_feed", "compressed", "stored"}),
        )
    },
)
async def export_assessments(request: StrictRequest) -> StreamResponse:
    """Stream the changes of the key's tenant."""
    query = read_query(request, ExportQuery)
    export_request = ExportRequest(
        after=read_cursor(query.cursor) if query.cursor else None,
        since=read_timestamp(query.changed_since),
        until=read_timestamp(query.changed_until),
    )
    exports, space = services_of(request).exports, key_of(request).space
    if query.format == "json":
        page = await exports.page(space, export_request)
        settle(request, settled("exportAssessments", rows=len(page.rows)))
        headers = _next_cursor(page.next_cursor)
        return compressible_response(request, _whole(encode(as_page(page))), "application/json", headers)
    output = FORMATS[query.format]
    export = await exports.begin(space, export_request)
    headers = _continuation_headers(export)
    if output.file_name is not None:
        headers = (*headers, disposition(output.file_name))
    pieces = output.write(_paid_pages(request, export.pages))
    if not output.is_text:
        return stream_response(pieces, output.media_type, headers)
    return compressible_response(request, pieces, output.media_type, headers)


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _paid_pages(
    request: StrictRequest, pages: AsyncIterator[list[ExportRow]]
) -> AsyncIterator[list[ExportRow]]:
    """Pass pages on in pieces of a turn each; settle what each page costs.

    An export that has begun is never refused its rest: it slows down to what the quota renews, and leaves a
    part of the quota to the tenant's other requests.
    """
    turns = services_of(request).turns
    async for page in pages:
        for start in range(0, len(page), _PIECE):
            await turns.take()
            yield page[start : start + _PIECE]
        left = settle(request, settled("exportAssessments", rows=len(page)))
        while left is not None and left.remaining < left.policy.quota // _RESERVED:
            await asyncio.sleep(_PAUSE_SECONDS)
            left = settle(request, 0)


def _continuation_headers(export: Export) -> Headers:
    if export.complete_until is not None:
        return ((b"complete-until", format_timestamp(export.complete_until, "microseconds").encode()),)
    return _next_cursor(export.next_cursor)


def _next_cursor(cursor: Cursor | None) -> Headers:
    return () if cursor is None else ((b"next-cursor", cursor_text(cursor).encode()),)


HANDLERS = (export_assessments,)
