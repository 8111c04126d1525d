"""Between records and the rows of their table, which differ in one name. Imports the table and the ports."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Column, RowMapping, Table

from service.application.ports.assessment_store import AssessmentRecord, AssessmentSummary
from service.storage.database.tables import Base

_ROWS: Table = Base.metadata.tables["assessments"]
# Attribute: column, where the two differ.
_RENAMED = {"index": "maturity_index", "origin": "channel", "space": "tenant"}
_NAMES = AssessmentSummary.__struct_fields__


def column_of(name: str) -> Column[Any]:
    """The column that holds this attribute of a record."""
    return _ROWS.c[_RENAMED.get(name, name)]


SUMMARY = tuple(column_of(name) for name in _NAMES)


def summary_of(row: Sequence[Any]) -> AssessmentSummary:
    """The summary that the columns ``SUMMARY`` hold."""
    return AssessmentSummary(**dict(zip(_NAMES, row, strict=True)))


def record_of(row: RowMapping) -> AssessmentRecord:
    """The record that a row holds."""
    values = dict(row)
    for name, column in _RENAMED.items():
        values[name] = values.pop(column)
    return AssessmentRecord(**values)


def row_of(record: AssessmentRecord) -> dict[str, Any]:
    """The row that holds a record."""
    values = asdict(record)
    for name, column in _RENAMED.items():
        values[column] = values.pop(name)
    return values
