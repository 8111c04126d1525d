"""Converts between assessment records and rows of their table, whose columns are named like the row's."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import RowMapping

from service.application.ports.assessment_store import AssessmentRecord
from service.application.timestamps import format_timestamp
from service.model.documents.row import AssessmentRow
from service.storage.database.tables import RecordRow, table

_ASSESSMENTS = table(RecordRow)
_ROW_NAMES = AssessmentRow.__struct_fields__
ROW_COLUMNS = tuple(_ASSESSMENTS.c[name] for name in _ROW_NAMES)


def row_of(values: Sequence[Any]) -> AssessmentRow:
    """Return the row in values of ``ROW_COLUMNS``."""
    named = dict(zip(_ROW_NAMES, values, strict=True))
    named["id"], named["created_at"] = str(named["id"]), format_timestamp(named["created_at"])
    return AssessmentRow(**named)


def record_of(values: RowMapping) -> AssessmentRecord:
    """Return the record in a row of the whole table."""
    return AssessmentRecord(
        row=row_of([values[name] for name in _ROW_NAMES]),
        space=values["space"],
        profile=values["profile"],
        rules_digest=values["rules_digest"],
        result_digest=values["result_digest"],
    )


def values_of(record: AssessmentRecord) -> dict[str, Any]:
    """Return the values of the table's columns that store a record."""
    values = asdict(record)
    del values["row"]
    return {**asdict(record.row), **values, "id": record.id, "created_at": record.created_at}
