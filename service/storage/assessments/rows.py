"""Converts between assessment records and rows of their table. A few names differ."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Column, RowMapping

from service.application.ports.assessment_store import AssessmentRecord, AssessmentSummary
from service.storage.database.tables import AssessmentRow, table

_ASSESSMENTS = table(AssessmentRow)
# From the record's attribute to the column's name, where they differ.
_COLUMN_NAMES = {"index": "maturity_index", "origin": "channel", "space": "tenant"}
_SUMMARY_FIELDS = AssessmentSummary.__struct_fields__


def column_of(attribute: str) -> Column[Any]:
    """Return the column that stores this attribute of a record."""
    return _ASSESSMENTS.c[_COLUMN_NAMES.get(attribute, attribute)]


SUMMARY_COLUMNS = tuple(column_of(field) for field in _SUMMARY_FIELDS)


def summary_of(row: Sequence[Any]) -> AssessmentSummary:
    """Return the summary in a row of ``SUMMARY_COLUMNS``."""
    return AssessmentSummary(**dict(zip(_SUMMARY_FIELDS, row, strict=True)))


def record_of(row: RowMapping) -> AssessmentRecord:
    """Return the record in a row of the whole table."""
    values = dict(row)
    for attribute, column in _COLUMN_NAMES.items():
        values[attribute] = values.pop(column)
    return AssessmentRecord(**values)


def row_of(record: AssessmentRecord) -> dict[str, Any]:
    """Return the row that stores a record."""
    values = asdict(record)
    for attribute, column in _COLUMN_NAMES.items():
        values[column] = values.pop(attribute)
    return values
