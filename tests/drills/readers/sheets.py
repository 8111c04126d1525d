"""Compares the sheet that LibreOffice made of an export with the export, cell by cell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.drills.readers.comparing import TIMES, Row, apostrophes_off

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
# The type of a cell, and its value as the file holds it.
Cell = tuple[str | None, str]


def differences(file: Path, expected: list[Row]) -> Iterator[str]:
    """Yield each cell that differs in its type or value."""
    names, *rows = ([*_cells(row)] for row in ElementTree.parse(file).getroot().iter(f"{_TABLE}table-row"))
    columns = [value for _, value in names if value]
    if columns != list(expected[0]):
        yield f"the columns are {columns}"
    found = [row for row in rows if any(value for _, value in row)]
    if len(found) != len(expected):
        yield f"{len(found)} rows in place of {len(expected)}"
    for row, right in zip(found, expected, strict=False):
        padded = [*row, *[(None, "")] * (len(columns) - len(row))]
        for name, cell in zip(columns, padded, strict=False):
            if name == "reference" and cell[0] == "string":
                cell = ("string", apostrophes_off(cell[1]))
            if cell != _cell(name, right[name]):
                yield f"{name} of {right['reference']!r} is {cell} in place of {_cell(name, right[name])}"


def _cell(name: str, value: Any) -> Cell:
    """What a value of the export is in a sheet."""
    if value is None or value == []:
        return None, ""
    if name in TIMES:
        return "date", value[:19]
    if isinstance(value, bool):
        return "boolean", str(value).lower()
    if isinstance(value, int | float):
        return "float", f"{value:g}"
    return "string", " ".join(value) if isinstance(value, list) else value


def _cells(row: ElementTree.Element) -> Iterator[Cell]:
    for cell in row.iter(f"{_TABLE}table-cell"):
        kind = cell.get(f"{_OFFICE}value-type")
        value = next((cell.get(f"{_OFFICE}{name}") for name in ("value", "date-value", "boolean-value")
                      if cell.get(f"{_OFFICE}{name}")), None)  # fmt: skip
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        # The sheet is filled to its last column.
        yield from [(kind, value if value is not None else "".join(cell.itertext()).strip())] * min(
            repeated, 100
        )
