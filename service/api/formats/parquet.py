"""Exports as Parquet, with real types, for engines that read columns. Imports the columns of an export.

It needs pyarrow, which a server has that was installed with the extra ``parquet``; nothing else imports it.
"""

import asyncio
from collections.abc import AsyncIterator
from io import RawIOBase
from typing import Any

from service.application.exports.exports import COLUMNS, Row

PARQUET = "application/vnd.apache.parquet"
# Rows are written in groups: large enough to be read fast, small enough to be held by every reader.
_GROUP = 10_000
_TYPES = {"index": "double", "coverage": "double", "importance": "int16"}
_MOMENTS = ("changed_at", "created_at")


async def as_columns(pages: AsyncIterator[list[Row]]) -> AsyncIterator[bytes]:
    """Rows as a Parquet file. What it holds stands at its end, so that one that breaks off is none."""
    # Beside the loop, since a group takes tens of milliseconds, and the first import of pyarrow more.
    file = await asyncio.to_thread(_File)
    group: list[Row] = []
    async for page in pages:
        group += page
        if len(group) >= _GROUP:
            yield await asyncio.to_thread(file.add, group)
            group = []
    yield await asyncio.to_thread(file.end, group)


class _File:
    """A Parquet file that is given away while it is written."""

    def __init__(self) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        self._sink = _Sink()
        self._schema = pyarrow.schema([(name, _type_of(pyarrow, name)) for name in COLUMNS])
        self._table = pyarrow.table
        self._writer = ParquetWriter(self._sink, self._schema)

    def add(self, group: list[Row]) -> bytes:
        """Write a group of rows; return what is ready."""
        columns = dict(zip(COLUMNS, zip(*group, strict=True), strict=True))
        self._writer.write_table(self._table(columns, self._schema))
        return self._sink.taken()

    def end(self, group: list[Row]) -> bytes:
        """Write the last group, if there is one, and what the file holds."""
        ready = self.add(group) if group else b""
        self._writer.close()
        return ready + self._sink.taken()


class _Sink(RawIOBase):
    """Where the file is written to: it knows how far it is, and keeps only what was not taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """How many bytes were written."""
        return self._length

    def write(self, piece: Any) -> int:
        """Keep a piece until it is taken."""
        self._pieces.append(bytes(piece))
        self._length += len(self._pieces[-1])
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        """All that was written since it was last taken."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _type_of(pyarrow: Any, name: str) -> Any:
    if name in _MOMENTS:
        return pyarrow.timestamp("ms", tz="UTC")
    if name == "tags":
        return pyarrow.list_(pyarrow.string())
    return pyarrow.type_for_alias(_TYPES.get(name, "string"))
