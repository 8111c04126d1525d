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
from service.application.ports.assessment_store import Added, Filters, Record, Retry, Summary
from service.storage.assessments import rollups
from service.storage.assessments.rows import SUMMARY, record_of, row_of, summary_of
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
_EQUAL = ("reference", "level", "recommended", "section", "size", "channel")


class AssessmentInsert(Struct, frozen=True):
    """Stores a record, unless its idempotency key was used before. Shares statements in a batch."""

    record: Record
    retry: Retry | None

    def __call__(self, connection: Connection) -> Added:
        """Insert it, or return what was stored first under its key."""
        record, retry = self.record, self.retry
        isolation.enter(connection, record.tenant)
        if retry is not None:
            inserted = connection.execute(_INSERT_KEY_ONCE[connection.dialect.name], _retry_row(self))
            if inserted.first() is None:
                return _first(connection, record.tenant, retry.key)
        connection.execute(_INSERT, row_of(record))
        return Added(record, None)

    @property
    def order(self) -> tuple[str, str]:
        """Sort key of a batch: replicas that insert in one order never deadlock."""
        return self.record.tenant, self.retry.key if self.retry else ""

    @classmethod
    def run_all(cls, connection: Connection, writes: Sequence["AssessmentInsert"]) -> list[Added]:
        """Insert all, in two statements a tenant; raises ``IntegrityError`` where a key was used before.

        Retries are rare: this takes a third of the time of looking each key up.
        """
        for tenant, group in groupby(writes, lambda write: write.record.tenant):
            together = list(group)
            isolation.enter(connection, tenant)
            retries = [_retry_row(write) for write in together if write.retry is not None]
            if retries:
                connection.execute(_INSERT_RETRY, retries)
            connection.execute(_INSERT, [row_of(write.record) for write in together])
        return [Added(write.record, None) for write in writes]


def find(connection: Connection, tenant: str, assessment: UUID) -> Record | None:
    """A record by its id."""
    isolation.enter(connection, tenant)
    return _found(connection, _ROWS.c.id == assessment, isolation.owned_by(_ROWS, tenant))


def find_for_link(connection: Connection, assessment: UUID) -> Record | None:
    """A record of any tenant, for a link that this service signed."""
    isolation.enter(connection, link=assessment)
    return _found(connection, _ROWS.c.id == assessment)


def page(connection: Connection, tenant: str, filters: Filters, limit: int) -> list[Summary]:
    """Records of a tenant, newest first."""
    isolation.enter(connection, tenant)
    query: Select[Any] = select(*SUMMARY).where(isolation.owned_by(_ROWS, tenant), *_conditions(filters))
    return [summary_of(row) for row in connection.execute(query.order_by(_ROWS.c.id.desc()).limit(limit))]


def erase(connection: Connection, tenant: str, assessment: UUID, at: datetime) -> bool:
    """Erase a record; its idempotency key is kept without content, so that a late retry makes no new one."""
    return erase_where(connection, tenant, at, _ROWS.c.id == assessment) == 1


def erase_reference(connection: Connection, tenant: str, reference: str, at: datetime) -> int:
    """Erase every record with this reference."""
    return erase_where(connection, tenant, at, _ROWS.c.reference == reference)


def erase_where(connection: Connection, tenant: str, at: datetime, *where: ColumnElement[bool]) -> int:
    """Erase a tenant's records of which this holds; return how many there were."""
    isolation.enter(connection, tenant)
    mine = isolation.owned_by(_ROWS, tenant)
    erased = connection.execute(delete(_ROWS).where(mine, *where).returning(*SUMMARY))
    summaries = [summary_of(row) for row in erased]
    gone = [each.id for each in summaries]
    for start in range(0, len(gone), _MOST_NAMED):
        named = gone[start : start + _MOST_NAMED]
        blank = update(_RETRIES).where(isolation.owned_by(_RETRIES, tenant), _RETRIES.c.assessment.in_(named))
        connection.execute(blank.values(request_digest=b"", include=""))
    if gone:
        rollups.take_away(connection, tenant, summaries)
        # Whoever copies assessments elsewhere must learn which ones to forget.
        rows = [{"tenant": tenant, "assessment": each, "erased_at": at} for each in gone]
        connection.execute(insert(_ERASURES), rows)
    return len(gone)


def _first(connection: Connection, tenant: str, key: str) -> Added:
    """What was kept under a key that was used before."""
    where = (isolation.owned_by(_RETRIES, tenant), _RETRIES.c.key == key)
    row = connection.execute(select(_RETRIES).where(*where)).mappings().one()
    include = tuple(part for part in row["include"].split(",") if part)
    retry = Retry(row["key"], row["request_digest"], row["language"], include)
    return Added(find(connection, tenant, row["assessment"]), retry)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    # Ids sort by time, so that a period is a range of ids and needs no index of its own.
    found = [_ROWS.c[name] == value for name in _EQUAL if (value := getattr(filters, name)) is not None]
    if filters.since is not None:
        found.append(_ROWS.c.id >= lowest_id(filters.since))
    if filters.until is not None:
        found.append(_ROWS.c.id < lowest_id(filters.until))
    if filters.before is not None:
        found.append(_ROWS.c.id < filters.before)
    return found


def _found(connection: Connection, *where: ColumnElement[bool]) -> Record | None:
    row = connection.execute(select(_ROWS).where(*where)).mappings().one_or_none()
    return None if row is None else record_of(row)


def _retry_row(write: AssessmentInsert) -> dict[str, Any]:
    record, retry = write.record, write.retry
    assert retry is not None
    return {
        "tenant": record.tenant,
        "key": retry.key,
        "request_digest": retry.request_digest,
        "language": retry.language,
        "include": ",".join(retry.include),
        "assessment": record.id,
        "created_at": record.created_at,
    }
