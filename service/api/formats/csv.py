"""Tables as CSV (RFC 4180), for spreadsheets and BI tools. Imports nothing of Palier."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

CSV = "text/csv"
# A spreadsheet takes a cell that starts so for a formula.
_FORMULA_STARTS = frozenset("=+-@\t\r")

Cell = str | int | float | None


def table(names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A header line with the names of the columns, and then the rows."""
    return lines([names]) + lines(rows)


def lines(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Rows alone; None is an empty cell."""
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(map(_safe, rows))
    return buffer.getvalue().encode()


def _safe(row: Iterable[Cell]) -> list[Cell]:
    # Not a function a cell: an export has millions of them.
    return [f"'{cell}" if type(cell) is str and cell[:1] in _FORMULA_STARTS else cell for cell in row]
