"""What is asked of the assessments, each time for one tenant. Imports the tables, the walls and the ports."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.application.ids import lowest_id
from service.application.ports.assessment_store import (
    AssessmentFilter,
    AssessmentRecord,
    AssessmentSummary,
    IdempotencyRecord,
    InsertOutcome,
)
from service.application.spaces import Space
from service.storage.assessments import rollups
from service.storage.assessments.rows import SUMMARY, column_of, record_of, row_of, summary_of
from service.storage.database import isolation
from service.storage.database.tables import Base

_ROWS: Table = Base.metadata.tables["assessments"]
_RETRIES: Table = Base.metadata.tables["retries"]
_ERASURES: Table = Base.metadata.tables["erasures"]
_INSERT = insert(_ROWS)
_INSERT_RETRY = insert(_RETRIES)
_INSERT_KEY_ONCE = {
    name: dialect.insert(_RETRIES)
    .on_conflict_do_nothing(index_elements=["tenant", "key"])
    .returning(_RETRIES.c.key)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_MOST_NAMED = 500
_EQUAL = ("reference", "level", "recommended", "section", "size", "origin")


class AssessmentInsert(Struct, frozen=True):
    """Stores a record, unless its idempotency key was used before. Shares statements in a batch."""

    record: AssessmentRecord
    retry: IdempotencyRecord | None

    def __call__(self, connection: Connection) -> InsertOutcome:
        """Insert it, or return what was stored first under its key."""
        record, retry = self.record, self.retry
        isolation.bind_tenant(connection, record.space)
        if retry is not None:
            inserted = connection.execute(_INSERT_KEY_ONCE[connection.dialect.name], _retry_row(self))
            if inserted.first() is None:
                return _first(connection, record.space, retry.key)
        connection.execute(_INSERT, row_of(record))
        return InsertOutcome(record, None)

    @property
    def order(self) -> tuple[str, str]:
        """Sort key of a batch: replicas that insert in one order never deadlock."""
        return self.record.space, self.retry.key if self.retry else ""

    @classmethod
    def run_all(cls, connection: Connection, writes: Sequence["AssessmentInsert"]) -> list[InsertOutcome]:
        """Insert all, in two statements a tenant; raises ``IntegrityError`` where a key was used before.

        Retries are rare: this takes a third of the time of looking each key up.
        """
        for space, group in groupby(writes, lambda write: write.record.space):
            together = list(group)
            isolation.bind_tenant(connection, space)
            retries = [_retry_row(write) for write in together if write.retry is not None]
            if retries:
                connection.execute(_INSERT_RETRY, retries)
            connection.execute(_INSERT, [row_of(write.record) for write in together])
        return [InsertOutcome(write.record, None) for write in writes]


def find(connection: Connection, space: Space, assessment: UUID) -> AssessmentRecord | None:
    """A record by its id."""
    isolation.bind_tenant(connection, space)
    return _found(connection, _ROWS.c.id == assessment, isolation.owned_by(_ROWS, space))


def find_for_link(connection: Connection, assessment: UUID) -> AssessmentRecord | None:
    """A record of any tenant, for a link that this service signed."""
    isolation.bind_tenant(connection, link=assessment)
    return _found(connection, _ROWS.c.id == assessment)


def page(
    connection: Connection, space: Space, filters: AssessmentFilter, limit: int
) -> list[AssessmentSummary]:
    """Records of a tenant, newest first."""
    isolation.bind_tenant(connection, space)
    query: Select[Any] = select(*SUMMARY).where(isolation.owned_by(_ROWS, space), *_conditions(filters))
    return [summary_of(row) for row in connection.execute(query.order_by(_ROWS.c.id.desc()).limit(limit))]


def erase(connection: Connection, space: Space, assessment: UUID, at: datetime) -> bool:
    """Erase a record; its idempotency key is kept without content, so that a late retry makes no new one."""
    return erase_where(connection, space, at, _ROWS.c.id == assessment) == 1


def erase_reference(connection: Connection, space: Space, reference: str, at: datetime) -> int:
    """Erase every record with this reference."""
    return erase_where(connection, space, at, _ROWS.c.reference == reference)


def erase_where(connection: Connection, space: Space, at: datetime, *where: ColumnElement[bool]) -> int:
    """Erase a tenant's records of which this holds; return how many there were."""
    isolation.bind_tenant(connection, space)
    mine = isolation.owned_by(_ROWS, space)
    erased = connection.execute(delete(_ROWS).where(mine, *where).returning(*SUMMARY))
    summaries = [summary_of(row) for row in erased]
    gone = [each.id for each in summaries]
    for start in range(0, len(gone), _MOST_NAMED):
        named = gone[start : start + _MOST_NAMED]
        blank = update(_RETRIES).where(isolation.owned_by(_RETRIES, space), _RETRIES.c.assessment.in_(named))
        connection.execute(blank.values(request_digest=b"", include=""))
    if gone:
        rollups.subtract(connection, space, summaries)
        # Whoever copies assessments elsewhere must learn which ones to forget.
        rows = [{"tenant": space, "assessment": each, "erased_at": at} for each in gone]
        connection.execute(insert(_ERASURES), rows)
    return len(gone)


def _first(connection: Connection, space: Space, key: str) -> InsertOutcome:
    """What was kept under a key that was used before."""
    where = (isolation.owned_by(_RETRIES, space), _RETRIES.c.key == key)
    row = connection.execute(select(_RETRIES).where(*where)).mappings().one()
    include = tuple(part for part in row["include"].split(",") if part)
    retry = IdempotencyRecord(row["key"], row["request_digest"], row["language"], include)
    return InsertOutcome(find(connection, space, row["assessment"]), retry)


def _conditions(filters: AssessmentFilter) -> list[ColumnElement[bool]]:
    # Ids sort by time, so that a period is a range of ids and needs no index of its own.
    found = [column_of(name) == value for name in _EQUAL if (value := getattr(filters, name)) is not None]
    if filters.since is not None:
        found.append(_ROWS.c.id >= lowest_id(filters.since))
    if filters.until is not None:
        found.append(_ROWS.c.id < lowest_id(filters.until))
    if filters.before is not None:
        found.append(_ROWS.c.id < filters.before)
    return found


def _found(connection: Connection, *where: ColumnElement[bool]) -> AssessmentRecord | None:
    row = connection.execute(select(_ROWS).where(*where)).mappings().one_or_none()
    return None if row is None else record_of(row)


def _retry_row(write: AssessmentInsert) -> dict[str, Any]:
    record, retry = write.record, write.retry
    assert retry is not None
    return {
        "tenant": record.space,
        "key": retry.key,
        "request_digest": retry.request_digest,
        "language": retry.language,
        "include": ",".join(retry.include),
        "assessment": record.id,
        "created_at": record.created_at,
    }
