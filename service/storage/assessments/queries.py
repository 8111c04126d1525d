"""Statements on assessments and their idempotency keys, each within one space."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.application.ids import lowest_id
from service.application.ports.assessment_store import (
    AssessmentFilter,
    AssessmentRecord,
    IdempotencyRecord,
    InsertOutcome,
    id_of,
)
from service.application.spaces import Space
from service.model.documents.row import AssessmentRow
from service.storage.assessments import rollups
from service.storage.assessments.rows import ROW_COLUMNS, record_of, row_of, values_of
from service.storage.database import isolation
from service.storage.database.tables import ErasureRow, IdempotencyRow, RecordRow, table

_ASSESSMENTS = table(RecordRow)
_IDEMPOTENCY = table(IdempotencyRow)
_ERASURES = table(ErasureRow)
_INSERT_ASSESSMENT = insert(_ASSESSMENTS)
_INSERT_KEY = insert(_IDEMPOTENCY)
_INSERT_UNUSED_KEY = {
    name: dialect.insert(_IDEMPOTENCY)
    .on_conflict_do_nothing(index_elements=["space", "key"])
    .returning(_IDEMPOTENCY.c.key)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_IDS_PER_STATEMENT = 500
_EXACT_FILTERS = (
    "reference",
    "nace_section",
    "size_class",
    "maturity_level",
    "maturity_status",
    "sourcing_status",
    "sourcing_model",
)


class AssessmentInsert(Struct, frozen=True):
    """Stores a record unless its idempotency key was used before. Shares statements in a batch."""

    record: AssessmentRecord
    idempotency: IdempotencyRecord | None

    def __call__(self, connection: Connection) -> InsertOutcome:
        """Insert the record, or return what was stored when its key was first used."""
        record, idempotency = self.record, self.idempotency
        isolation.bind_tenant(connection, record.space)
        if idempotency is not None:
            insert_key = _INSERT_UNUSED_KEY[connection.dialect.name]
            inserted = connection.execute(insert_key, _key_row(record, idempotency))
            if inserted.first() is None:
                return _previous_outcome(connection, record.space, idempotency.key)
        connection.execute(_INSERT_ASSESSMENT, values_of(record))
        return InsertOutcome(record, None)

    @property
    def order(self) -> tuple[str, str]:
        """Sort key in a batch: replicas that insert in the same order never deadlock."""
        return self.record.space, self.idempotency.key if self.idempotency else ""

    @classmethod
    def run_all(cls, connection: Connection, writes: Sequence["AssessmentInsert"]) -> list[InsertOutcome]:
        """Insert all, in two statements per space; raise ``IntegrityError`` if a key was used before.

        Repeated requests are rare: this takes a third of the time of looking up each key.
        """
        for space, group in groupby(writes, lambda write: write.record.space):
            inserts = list(group)
            isolation.bind_tenant(connection, space)
            keys = [_key_row(write.record, write.idempotency) for write in inserts if write.idempotency]
            if keys:
                connection.execute(_INSERT_KEY, keys)
            connection.execute(_INSERT_ASSESSMENT, [values_of(write.record) for write in inserts])
        return [InsertOutcome(write.record, None) for write in writes]


def find(connection: Connection, space: Space, assessment: UUID) -> AssessmentRecord | None:
    """Return the record with this id, or None if the space has none."""
    isolation.bind_tenant(connection, space)
    return _find_where(connection, _ASSESSMENTS.c.id == assessment, isolation.owned_by(_ASSESSMENTS, space))


def find_for_link(connection: Connection, assessment: UUID) -> AssessmentRecord | None:
    """Return the record with this id in any space, for a link whose signature was checked."""
    isolation.bind_tenant(connection, link=assessment)
    return _find_where(connection, _ASSESSMENTS.c.id == assessment)


def page(connection: Connection, space: Space, filters: AssessmentFilter, limit: int) -> list[AssessmentRow]:
    """Return the rows that pass the filters, newest first."""
    isolation.bind_tenant(connection, space)
    query = select(*ROW_COLUMNS).where(isolation.owned_by(_ASSESSMENTS, space), *_conditions(filters))
    rows = connection.execute(query.order_by(_ASSESSMENTS.c.id.desc()).limit(limit))
    return [row_of(values) for values in rows]


def erase(connection: Connection, space: Space, assessment: UUID, at: datetime) -> bool:
    """Erase a record and return whether there was one.

    Its idempotency key stays, without content, so that a late repetition stores nothing.
    """
    return erase_where(connection, space, at, _ASSESSMENTS.c.id == assessment) == 1


def erase_reference(connection: Connection, space: Space, reference: str, at: datetime) -> int:
    """Erase every record with this reference and return their number."""
    return erase_where(connection, space, at, _ASSESSMENTS.c.reference == reference)


def erase_where(connection: Connection, space: Space, at: datetime, *conditions: ColumnElement[bool]) -> int:
    """Erase the records of a space that meet the conditions; return their number."""
    isolation.bind_tenant(connection, space)
    owned = isolation.owned_by(_ASSESSMENTS, space)
    deleted = connection.execute(delete(_ASSESSMENTS).where(owned, *conditions).returning(*ROW_COLUMNS))
    rows = [row_of(values) for values in deleted]
    if rows:
        ids = [id_of(row) for row in rows]
        _blank_keys(connection, space, ids)
        rollups.subtract(connection, space, rows)
        # Systems that copied assessments must learn which ones to delete.
        erasures = [{"space": space, "assessment_id": id_, "erased_at": at} for id_ in ids]
        connection.execute(insert(_ERASURES), erasures)
    return len(rows)


def _blank_keys(connection: Connection, space: Space, assessments: Sequence[UUID]) -> None:
    """Remove the content of the idempotency keys of these assessments."""
    for start in range(0, len(assessments), _IDS_PER_STATEMENT):
        ids = assessments[start : start + _IDS_PER_STATEMENT]
        blank = update(_IDEMPOTENCY).where(
            isolation.owned_by(_IDEMPOTENCY, space), _IDEMPOTENCY.c.assessment_id.in_(ids)
        )
        connection.execute(blank.values(request_digest=b"", include=""))


def _previous_outcome(connection: Connection, space: Space, key: str) -> InsertOutcome:
    """Return what was stored when this key was first used."""
    conditions = (isolation.owned_by(_IDEMPOTENCY, space), _IDEMPOTENCY.c.key == key)
    row = connection.execute(select(_IDEMPOTENCY).where(*conditions)).mappings().one()
    include = tuple(part for part in row["include"].split(",") if part)
    previous = IdempotencyRecord(row["key"], row["request_digest"], row["language"], include)
    return InsertOutcome(find(connection, space, row["assessment_id"]), previous)


def _conditions(filters: AssessmentFilter) -> list[ColumnElement[bool]]:
    conditions = [
        _ASSESSMENTS.c[name] == value
        for name in _EXACT_FILTERS
        if (value := getattr(filters, name)) is not None
    ]
    # Ids sort by time: a period is a range of ids and needs no index of its own.
    if filters.since is not None:
        conditions.append(_ASSESSMENTS.c.id >= lowest_id(filters.since))
    if filters.until is not None:
        conditions.append(_ASSESSMENTS.c.id < lowest_id(filters.until))
    if filters.before is not None:
        conditions.append(_ASSESSMENTS.c.id < filters.before)
    return conditions


def _find_where(connection: Connection, *conditions: ColumnElement[bool]) -> AssessmentRecord | None:
    row = connection.execute(select(_ASSESSMENTS).where(*conditions)).mappings().one_or_none()
    return None if row is None else record_of(row)


def _key_row(record: AssessmentRecord, idempotency: IdempotencyRecord) -> dict[str, Any]:
    return {
        "space": record.space,
        "key": idempotency.key,
        "request_digest": idempotency.request_digest,
        "language": idempotency.language,
        "include": ",".join(idempotency.include),
        "assessment_id": record.id,
        "created_at": record.created_at,
    }
