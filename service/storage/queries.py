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
from service.application.ports import Added, Filters, Record, Retry, Summary
from service.storage import rollups, walls
from service.storage.rows import SUMMARY, record_of, row_of, summary_of
from service.storage.tables import Base

_ROWS: Table = Base.metadata.tables["assessments"]
_RETRIES: Table = Base.metadata.tables["retries"]
_ERASURES: Table = Base.metadata.tables["erasures"]
_INSERT = insert(_ROWS)
_INSERT_RETRY = insert(_RETRIES)
_KEEP_KEY = {
    name: dialect.insert(_RETRIES)
    .on_conflict_do_nothing(index_elements=["tenant", "key"])
    .returning(_RETRIES.c.key)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_MOST_NAMED = 500
_EQUAL = ("reference", "level", "recommended", "section", "size", "channel")


class Addition(Struct, frozen=True):
    """A record to be kept, unless its retry's key was used before."""

    record: Record
    retry: Retry | None

    def __call__(self, connection: Connection) -> Added:
        """Keep it, or find what was kept first."""
        record, retry = self.record, self.retry
        walls.enter(connection, record.tenant)
        if retry is not None:
            kept = connection.execute(_KEEP_KEY[connection.dialect.name], _retry_row(self))
            if kept.first() is None:
                return _first(connection, record.tenant, retry.key)
        connection.execute(_INSERT, row_of(record))
        return Added(record, None)

    @property
    def order(self) -> tuple[str, str]:
        """Replicas that insert in one order never wait for one another in a circle."""
        return self.record.tenant, self.retry.key if self.retry else ""


def add_all(connection: Connection, additions: Sequence[Addition]) -> list[Added]:
    """Keep them all, in two statements a tenant; fails where a retry's key was used before.

    Retries are rare: this takes a third of the time of asking for each, and whoever calls it falls back.
    """
    for tenant, group in groupby(additions, lambda addition: addition.record.tenant):
        together = list(group)
        walls.enter(connection, tenant)
        retries = [_retry_row(addition) for addition in together if addition.retry is not None]
        if retries:
            connection.execute(_INSERT_RETRY, retries)
        connection.execute(_INSERT, [row_of(addition.record) for addition in together])
    return [Added(addition.record, None) for addition in additions]


def find(connection: Connection, tenant: str, assessment: UUID) -> Record | None:
    """A record by its id."""
    walls.enter(connection, tenant)
    return _found(connection, _ROWS.c.id == assessment, walls.owned_by(_ROWS, tenant))


def find_for_link(connection: Connection, assessment: UUID) -> Record | None:
    """A record of any tenant, for a link that this service signed."""
    walls.enter(connection, link=assessment)
    return _found(connection, _ROWS.c.id == assessment)


def page(connection: Connection, tenant: str, filters: Filters, limit: int) -> list[Summary]:
    """Records of a tenant, newest first."""
    walls.enter(connection, tenant)
    query: Select[Any] = select(*SUMMARY).where(walls.owned_by(_ROWS, tenant), *_conditions(filters))
    return [summary_of(row) for row in connection.execute(query.order_by(_ROWS.c.id.desc()).limit(limit))]


def erase(connection: Connection, tenant: str, assessment: UUID, at: datetime) -> bool:
    """Erase a record; its idempotency key is kept without content, so that a late retry makes no new one."""
    return erase_where(connection, tenant, at, _ROWS.c.id == assessment) == 1


def erase_reference(connection: Connection, tenant: str, reference: str, at: datetime) -> int:
    """Erase every record with this reference."""
    return erase_where(connection, tenant, at, _ROWS.c.reference == reference)


def erase_where(connection: Connection, tenant: str, at: datetime, *where: ColumnElement[bool]) -> int:
    """Erase a tenant's records of which this holds; return how many there were."""
    walls.enter(connection, tenant)
    mine = walls.owned_by(_ROWS, tenant)
    erased = connection.execute(delete(_ROWS).where(mine, *where).returning(*SUMMARY))
    summaries = [summary_of(row) for row in erased]
    gone = [each.id for each in summaries]
    for start in range(0, len(gone), _MOST_NAMED):
        named = gone[start : start + _MOST_NAMED]
        blank = update(_RETRIES).where(walls.owned_by(_RETRIES, tenant), _RETRIES.c.assessment.in_(named))
        connection.execute(blank.values(request_digest=b"", include=""))
    if gone:
        rollups.take_away(connection, tenant, summaries)
        # Whoever copies assessments elsewhere must learn which ones to forget.
        rows = [{"tenant": tenant, "assessment": each, "erased_at": at} for each in gone]
        connection.execute(insert(_ERASURES), rows)
    return len(gone)


def _first(connection: Connection, tenant: str, key: str) -> Added:
    """What was kept under a key that was used before."""
    where = (walls.owned_by(_RETRIES, tenant), _RETRIES.c.key == key)
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


def _retry_row(addition: Addition) -> dict[str, Any]:
    record, retry = addition.record, addition.retry
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
