"""Exports as Parquet, with real types, for engines that read columns. Imports the columns of an export.

pyarrow is imported when the first export needs it: that takes time and memory, and most ask for none.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from io import RawIOBase
from typing import Any, get_type_hints

from msgspec import inspect

from service.application.exports.exports import COLUMNS, ExportRow
from service.model.documents.row import AssessmentRow

PARQUET = "application/vnd.apache.parquet"
# Rows of a row group: large enough to be read fast, small enough for the memory of every reader.
_GROUP_ROWS = 10_000
# Rows that are converted at once: the event loop stands still meanwhile.
_BATCH_ROWS = 200
_TIMESTAMPS = ("created_at", "changed_at")
_KINDS: dict[str, Any] = get_type_hints(AssessmentRow)


async def as_columns(pages: AsyncIterator[list[ExportRow]]) -> AsyncIterator[bytes]:
    """Rows as a Parquet file. Its index is at its end, so a file that breaks off cannot be read."""
    # In a thread: a group takes tens of milliseconds, and the first import of pyarrow more.
    file = await asyncio.to_thread(_File)
    group: list[ExportRow] = []
    async for page in pages:
        group += page
        if len(group) >= _GROUP_ROWS:
            yield await asyncio.to_thread(file.add, group)
            group = []
    yield await asyncio.to_thread(file.end, group)


class _File:
    """A Parquet file whose bytes are taken while it is written."""

    def __init__(self) -> None:
        import pyarrow
        from pyarrow.parquet import ParquetWriter

        self._sink = _Sink()
        self._schema = pyarrow.schema([(name, _type_of(pyarrow, name)) for name in COLUMNS])
        self._arrow: Any = pyarrow
        self._writer = ParquetWriter(self._sink, self._schema)

    def add(self, group: list[ExportRow]) -> bytes:
        """Write a row group; return the bytes that are ready."""
        starts = range(0, len(group), _BATCH_ROWS)
        batches = [self._batch(group[start : start + _BATCH_ROWS]) for start in starts]
        self._writer.write_table(self._arrow.Table.from_batches(batches, self._schema))
        return self._sink.take()

    def _batch(self, rows: list[ExportRow]) -> Any:
        columns: dict[str, Any] = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
        for name in _TIMESTAMPS:
            columns[name] = [text and datetime.fromisoformat(text) for text in columns[name]]
        return self._arrow.RecordBatch.from_pydict(columns, self._schema)

    def end(self, group: list[ExportRow]) -> bytes:
        """Write the last group, unless it is empty, and the index; return the remaining bytes."""
        ready = self.add(group) if group else b""
        self._writer.close()
        return ready + self._sink.take()


class _Sink(RawIOBase):
    """The target of the writer: knows its position, and holds only the bytes that were not taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """The number of bytes written so far."""
        return self._length

    def write(self, piece: Any) -> int:
        """Hold a piece until it is taken."""
        self._pieces.append(bytes(piece))
        self._length += len(self._pieces[-1])
        return len(self._pieces[-1])

    def take(self) -> bytes:
        """Return and forget what was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _type_of(pyarrow: Any, name: str) -> Any:
    """The type of a column, from the annotation of the row's member."""
    if name in _TIMESTAMPS:
        return pyarrow.timestamp("ms", tz="UTC")
    if name == "erased":
        return pyarrow.bool_()
    match next(_alternatives(inspect.type_info(_KINDS[name]))):
        case inspect.VarTupleType():
            return pyarrow.list_(pyarrow.string())
        case inspect.IntType():
            return pyarrow.int64()
        case inspect.FloatType():
            return pyarrow.float64()
    return pyarrow.string()


def _alternatives(kind: inspect.Type) -> Iterator[inspect.Type]:
    """The types that a value of this type may have, but for null."""
    match kind:
        case inspect.UnionType():
            for part in kind.types:
                yield from _alternatives(part)
        case inspect.Metadata():
            yield from _alternatives(kind.type)
        case inspect.NoneType():
            pass
        case _:
            yield kind
