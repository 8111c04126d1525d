"""Converts between assessment records and rows of their table, whose columns are named like the row's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, RowMapping, type_coerce
from sqlalchemy.types import NullType

from service.application.ports.assessment_store import AssessmentRecord
from service.application.timestamps import format_timestamp
from service.model.documents.row import AssessmentRow
from service.storage.database.column_types import Parts, WordList
from service.storage.database.tables import RecordRow, table

_ASSESSMENTS = table(RecordRow)
_ROW_NAMES = AssessmentRow.__struct_fields__
# As the drivers give them: an export reads millions of cells, and a function call a cell takes half its time.
ROW_COLUMNS: tuple[ColumnElement[Any], ...] = tuple(
    type_coerce(_ASSESSMENTS.c[name], NullType()).label(name) for name in _ROW_NAMES
)
_TYPES = [_ASSESSMENTS.c[name].type for name in _ROW_NAMES]
_PARTS = tuple((place, kind.unit) for place, kind in enumerate(_TYPES) if isinstance(kind, Parts))
_WORD_LISTS = tuple(place for place, kind in enumerate(_TYPES) if isinstance(kind, WordList))
_ID, _CREATED_AT = _ROW_NAMES.index("id"), _ROW_NAMES.index("created_at")


def row_of(values: Sequence[Any]) -> AssessmentRow:
    """Return the row in values of ``ROW_COLUMNS``."""
    cells = list(values)
    cells[_ID] = _id_text(cells[_ID])
    cells[_CREATED_AT] = _timestamp_text(cells[_CREATED_AT])
    for place, unit in _PARTS:
        parts = cells[place]
        if parts is not None:
            cells[place] = parts / unit
    for place in _WORD_LISTS:
        words = cells[place]
        cells[place] = tuple(words.split()) if words else ()
    return AssessmentRow(**dict(zip(_ROW_NAMES, cells, strict=True)))


def _id_text(stored: UUID | bytes) -> str:
    """SQLite has the bytes of an id."""
    if isinstance(stored, UUID):
        return str(stored)
    digits = stored.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _timestamp_text(stored: datetime | str) -> str:
    """SQLite has a timestamp as text, in UTC, to the microsecond."""
    if isinstance(stored, datetime):
        return format_timestamp(stored)
    return f"{stored[:10]}T{stored[11:23]}Z"


def record_of(values: RowMapping) -> AssessmentRecord:
    """Return the record in a row of the whole table."""
    row = {name: values[name] for name in _ROW_NAMES}
    row |= {"id": str(row["id"]), "created_at": format_timestamp(row["created_at"])}
    return AssessmentRecord(
        row=AssessmentRow(**row),
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
