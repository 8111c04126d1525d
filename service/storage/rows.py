"""Between records and the rows of their table, which differ in one name. Imports the ports only."""

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import RowMapping

from service.application.ports import Record


def record_of(row: RowMapping | dict[str, Any]) -> Record:
    """The record that a row holds."""
    values = dict(row)
    values["index"] = values.pop("maturity_index")
    return Record(**values)


def row_of(record: Record) -> dict[str, Any]:
    """The row that holds a record."""
    values = asdict(record)
    values["maturity_index"] = values.pop("index")
    return values
