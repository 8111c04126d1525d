"""Retention: erases old assessments and idempotency keys in small transactions, beside a running server.

Purged assessments leave the same erasures in the change feed as any other.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import Connection, delete, select

from service.application.ids import lowest_id
from service.application.spaces import Space, spaces_of
from service.storage.assessments.queries import erase_where
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.tables import IdempotencyRow, RecordRow, table
from service.storage.keys.registry import SqlRegistry

# Requests are repeated within minutes; after a month their keys may be forgotten.
KEY_LIFETIME = timedelta(days=30)
_BATCH_SIZE = 500
_ASSESSMENTS = table(RecordRow)
_IDEMPOTENCY = table(IdempotencyRow)


class Purged(Struct, frozen=True, kw_only=True):
    """How many rows were erased; ``checkpointed`` is False if an embedded database's log still has them."""

    assessments: int
    idempotency_keys: int
    checkpointed: bool


class _KeyAge(NamedTuple):
    key: str
    created_at: datetime


def purge_all(database: Database, now: datetime, before: datetime | None) -> Purged:
    """Erase every tenant's assessments created before a timestamp, if given, and old idempotency keys."""
    assessments = keys = 0
    for tenant in SqlRegistry(database).tenants():
        for space in spaces_of(tenant):
            if before is not None:
                assessments += _purge_assessments(database, space, now, before)
            keys += _purge_keys(database, space, now - KEY_LIFETIME)
    return Purged(assessments=assessments, idempotency_keys=keys, checkpointed=database.run_checkpoint())


def _purge_assessments(database: Database, space: Space, now: datetime, before: datetime) -> int:
    is_old = (isolation.owned_by(_ASSESSMENTS, space), _ASSESSMENTS.c.id < lowest_id(before))
    oldest = select(_ASSESSMENTS.c.id).where(*is_old).order_by(_ASSESSMENTS.c.id).limit(_BATCH_SIZE)
    erased = 0
    while True:
        with database.transaction() as connection:
            isolation.bind_tenant(connection, space)
            ids = connection.execute(oldest).scalars().all()
            if ids:
                erased += erase_where(connection, space, now, _ASSESSMENTS.c.id.in_(ids))
        if len(ids) < _BATCH_SIZE:
            return erased


def _purge_keys(database: Database, space: Space, before: datetime) -> int:
    erased, after = 0, ""
    while True:
        with database.transaction() as connection:
            page = _keys_after(connection, space, after)
            old = [row.key for row in page if row.created_at < before]
            owned = isolation.owned_by(_IDEMPOTENCY, space)
            connection.execute(delete(_IDEMPOTENCY).where(owned, _IDEMPOTENCY.c.key.in_(old)))
        erased += len(old)
        if len(page) < _BATCH_SIZE:
            return erased
        after = page[-1].key


def _keys_after(connection: Connection, space: Space, after: str) -> list[_KeyAge]:
    """Return the next page of keys, in order and of any age, so that each is read once."""
    isolation.bind_tenant(connection, space)
    query = select(_IDEMPOTENCY.c.key, _IDEMPOTENCY.c.created_at)
    query = query.where(isolation.owned_by(_IDEMPOTENCY, space), _IDEMPOTENCY.c.key > after)
    rows = connection.execute(query.order_by(_IDEMPOTENCY.c.key).limit(_BATCH_SIZE))
    return [_KeyAge(*row) for row in rows]
