"""The formats of an export: a line of JSON for each row, a table, or columns. Imports the use case only.

Each writes the pages of rows in pieces as they are read, so that memory stays flat.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

from msgspec import Struct
from msgspec.json import Encoder

from service.api.formats.csv import CSV, FRENCH, PLAIN, Dialect, lines, table
from service.api.formats.parquet import PARQUET, as_columns
from service.application.exports.exports import COLUMNS, ChangePage, ExportRow, cursor_text
from service.model.documents.export import ExportPage

NDJSON = "application/x-ndjson"
_ENCODER = Encoder()
_TIMES = tuple(map(COLUMNS.index, ("created_at", "changed_at")))
Pages = AsyncIterator[list[ExportRow]]


class Format(Struct, frozen=True, kw_only=True):
    """A media type, and the writer of pages of rows as its bytes.

    ``file_name`` is what a browser saves it as, None where that is no use; ``is_text`` whether it gets
    smaller by compression.
    """

    media_type: str
    write: Callable[[Pages], AsyncIterator[bytes]]
    file_name: str | None = None
    is_text: bool = True


def as_lines(page: list[ExportRow]) -> bytes:
    """Rows as lines of JSON."""
    return _ENCODER.encode_lines(map(_named, page))


def as_page(page: ChangePage) -> ExportPage:
    """A page as it is answered in JSON."""
    cursor = None if page.next_cursor is None else cursor_text(page.next_cursor)
    return ExportPage(tuple(map(_named, page.rows)), cursor, page.has_more)


def as_table(page: list[ExportRow], dialect: Dialect = PLAIN) -> bytes:
    """Rows as CSV."""
    return lines(map(_with_plain_times, page) if dialect is FRENCH else page, dialect)


def _with_plain_times(row: ExportRow) -> list[Any]:
    """The row with its times as spreadsheets know them: in UTC still, to the second."""
    cells = list(row)
    for place in _TIMES:
        if cells[place] is not None:
            cells[place] = f"{cells[place][:10]} {cells[place][11:19]}"
    return cells


def _named(row: ExportRow) -> dict[str, Any]:
    return dict(zip(COLUMNS, row, strict=True))


async def _write_lines(pages: Pages) -> AsyncIterator[bytes]:
    async for page in pages:
        yield as_lines(page)


def _table_writer(dialect: Dialect) -> Callable[[Pages], AsyncIterator[bytes]]:
    async def write(pages: Pages) -> AsyncIterator[bytes]:
        yield table(COLUMNS, (), dialect)
        async for page in pages:
            yield as_table(page, dialect)

    return write


FORMATS = {
    "ndjson": Format(media_type=NDJSON, write=_write_lines),
    "csv": Format(media_type=CSV, write=_table_writer(PLAIN), file_name="assessments.csv"),
    "csv-fr": Format(media_type=CSV, write=_table_writer(FRENCH), file_name="assessments.csv"),
    "parquet": Format(media_type=PARQUET, write=as_columns, file_name="assessments.parquet", is_text=False),
}
