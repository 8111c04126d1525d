"""What is asked of the tables, each time for one tenant. Imports the tables and the ports."""

from typing import Any
from uuid import UUID

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.application.ids import lowest_id
from service.application.ports import Added, Filters, Record, Retry
from service.storage.tables import Base

_ROWS: Table = Base.metadata.tables["assessments"]
_RETRIES: Table = Base.metadata.tables["retries"]
_INSERT = insert(_ROWS)
_KEEP_KEY = {
    name: dialect.insert(_RETRIES).on_conflict_do_nothing(index_elements=["tenant", "key"])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_MOST_NAMED = 500
_EQUAL = ("reference", "level", "recommended", "section", "size")


def add(connection: Connection, record: Record, retry: Retry | None) -> Added:
    """Keep a record, unless the retry's key was used before."""
    if retry is not None:
        row = {
            "tenant": record.tenant,
            "key": retry.key,
            "request_digest": retry.request_digest,
            "language": retry.language,
            "include": ",".join(retry.include),
            "assessment": record.id,
            "created_at": record.created_at,
        }
        if connection.execute(_KEEP_KEY[connection.dialect.name], row).rowcount == 0:
            return _first(connection, record.tenant, retry.key)
    values = asdict(record)
    values["maturity_index"] = values.pop("index")
    connection.execute(_INSERT, values)
    return Added(record, None)


def _first(connection: Connection, tenant: str, key: str) -> Added:
    """What was kept under a key that was used before."""
    where = (_RETRIES.c.tenant == tenant, _RETRIES.c.key == key)
    row = connection.execute(select(_RETRIES).where(*where)).mappings().one()
    include = tuple(part for part in row["include"].split(",") if part)
    retry = Retry(row["key"], row["request_digest"], row["language"], include)
    return Added(find(connection, tenant, row["assessment"]), retry)


def find(connection: Connection, tenant: str | None, assessment: UUID) -> Record | None:
    """A record by its id; ``tenant`` is None for a link that this service signed."""
    query = select(_ROWS).where(_ROWS.c.id == assessment)
    if tenant is not None:
        query = query.where(_ROWS.c.tenant == tenant)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _record(row)


def page(connection: Connection, tenant: str, filters: Filters, limit: int) -> list[Record]:
    """Records of a tenant, newest first."""
    query: Select[Any] = select(_ROWS).where(_ROWS.c.tenant == tenant, *_conditions(filters))
    rows = connection.execute(query.order_by(_ROWS.c.id.desc()).limit(limit)).mappings()
    return [_record(row) for row in rows]


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


def erase(connection: Connection, tenant: str, assessment: UUID) -> bool:
    """Erase a record; its idempotency key is kept without content, so that a late retry makes no new one."""
    return _erase(connection, _ROWS.c.tenant == tenant, _ROWS.c.id == assessment) == 1


def erase_reference(connection: Connection, tenant: str, reference: str) -> int:
    """Erase every record with this reference."""
    return _erase(connection, _ROWS.c.tenant == tenant, _ROWS.c.reference == reference)


def _erase(connection: Connection, *where: ColumnElement[bool]) -> int:
    gone = connection.execute(delete(_ROWS).where(*where).returning(_ROWS.c.id)).scalars().all()
    for start in range(0, len(gone), _MOST_NAMED):
        named = gone[start : start + _MOST_NAMED]
        blank = update(_RETRIES).where(_RETRIES.c.assessment.in_(named))
        connection.execute(blank.values(request_digest=b"", include=""))
    return len(gone)


def _record(row: RowMapping) -> Record:
    values = dict(row)
    values["index"] = values.pop("maturity_index")
    return Record(**values)
