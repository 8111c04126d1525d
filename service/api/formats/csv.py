"""Answers as CSV (RFC 4180), for spreadsheets and BI tools. Imports the model only."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

CSV = "text/csv"
# What a spreadsheet would take for a formula is kept from being one.
_GUARDED = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None


def table(names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The names of the columns, whatever rows there are, and then the rows."""
    return lines([names]) + lines(rows)


def lines(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Rows alone; None is an empty cell."""
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue().encode()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_GUARDED) else cell
