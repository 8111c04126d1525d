"""The formats of an export: a line of JSON for each row, a table, or columns. Imports the use case only.

Each writes the pages of rows in pieces as they are read, so that memory stays flat.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from msgspec import Struct
from msgspec.json import Encoder

from service.api.formats.csv import CSV, lines
from service.api.formats.parquet import PARQUET, as_columns
from service.application.exports.exports import COLUMNS, Row
from service.application.timestamps import format_timestamp
from service.errors import FormatMissing

NDJSON = "application/x-ndjson"
_ENCODER = Encoder()
Pages = AsyncIterator[list[Row]]


class Format(Struct, frozen=True):
    """A media type, and the writer of pages of rows as its bytes."""

    media_type: str
    write: Callable[[Pages], AsyncIterator[bytes]]


def as_lines(page: list[Row]) -> bytes:
    """Rows as lines of JSON."""
    return _ENCODER.encode_lines([dict(zip(COLUMNS, map(_json_value, row), strict=True)) for row in page])


def as_table(page: list[Row]) -> bytes:
    """Rows as CSV; tags are one cell, separated by spaces."""
    return lines(map(_cell, row) for row in page)


async def _write_lines(pages: Pages) -> AsyncIterator[bytes]:
    async for page in pages:
        yield as_lines(page)


async def _write_table(pages: Pages) -> AsyncIterator[bytes]:
    yield lines([COLUMNS])
    async for page in pages:
        yield as_table(page)


def _json_value(value: Any) -> Any:
    return format_timestamp(value) if isinstance(value, datetime) else value


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, tuple) else _json_value(value)


_FORMATS = {
    "ndjson": Format(NDJSON, _write_lines),
    "csv": Format(CSV, _write_table),
    "parquet": Format(PARQUET, as_columns),
}


def format_of(name: str) -> Format:
    """Return the format of this name; raise ``FormatMissing`` if this server was installed without it."""
    if name == "parquet" and find_spec("pyarrow") is None:
        raise FormatMissing(name)
    return _FORMATS[name]
