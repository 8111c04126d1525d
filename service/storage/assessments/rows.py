"""Between records and the rows of their table, which differ in one name. Imports the table and the ports."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import RowMapping, Table

from service.application.ports.assessment_store import Record, Summary
from service.storage.database.tables import Base

_ROWS: Table = Base.metadata.tables["assessments"]
_RENAMED = {"index": "maturity_index"}
_NAMES = Summary.__struct_fields__
SUMMARY = tuple(_ROWS.c[_RENAMED.get(name, name)] for name in _NAMES)


def summary_of(row: Sequence[Any]) -> Summary:
    """The summary that the columns ``SUMMARY`` hold."""
    return Summary(**dict(zip(_NAMES, row, strict=True)))


def record_of(row: RowMapping) -> Record:
    """The record that a row holds."""
    values = dict(row)
    values["index"] = values.pop("maturity_index")
    return Record(**values)


def row_of(record: Record) -> dict[str, Any]:
    """The row that holds a record."""
    values = asdict(record)
    values["maturity_index"] = values.pop("index")
    return values
