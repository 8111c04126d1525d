"""The formats of an export: a line of JSON for each row, a table, or columns. Imports the use case only.

Each writes the pages of rows in pieces as they are read, so that memory stays flat.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

from msgspec import Struct
from msgspec.json import Encoder

from service.api.formats.csv import CSV, lines
from service.api.formats.parquet import PARQUET, as_columns
from service.application.exports.exports import COLUMNS, ExportRow

NDJSON = "application/x-ndjson"
_ENCODER = Encoder()
# How a table writes what it has no type for: truth as JSON spells it, lists separated by spaces.
_WRITTEN: dict[type, Callable[[Any], str]] = {
    bool: {False: "false", True: "true"}.__getitem__,
    tuple: " ".join,
}
Pages = AsyncIterator[list[ExportRow]]


class Format(Struct, frozen=True):
    """A media type, and the writer of pages of rows as its bytes."""

    media_type: str
    write: Callable[[Pages], AsyncIterator[bytes]]


def as_lines(page: list[ExportRow]) -> bytes:
    """Rows as lines of JSON."""
    return _ENCODER.encode_lines([dict(zip(COLUMNS, row, strict=True)) for row in page])


def as_table(page: list[ExportRow]) -> bytes:
    """Rows as CSV."""
    return lines(
        [_WRITTEN[type(cell)](cell) if type(cell) in _WRITTEN else cell for cell in row] for row in page
    )


async def _write_lines(pages: Pages) -> AsyncIterator[bytes]:
    async for page in pages:
        yield as_lines(page)


async def _write_table(pages: Pages) -> AsyncIterator[bytes]:
    yield lines([COLUMNS])
    async for page in pages:
        yield as_table(page)


FORMATS = {
    "ndjson": Format(NDJSON, _write_lines),
    "csv": Format(CSV, _write_table),
    "parquet": Format(PARQUET, as_columns),
}
