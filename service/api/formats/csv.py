"""Tables as CSV (RFC 4180), for spreadsheets and BI tools. Imports nothing of Palier."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

CSV = "text/csv"
# A spreadsheet takes a cell that starts so for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None


def table(names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A header line with the names of the columns, and then the rows."""
    return lines([names]) + lines(rows)


def lines(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Rows alone; None is an empty cell."""
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
