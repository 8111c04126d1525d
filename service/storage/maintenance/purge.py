"""Retention: erases what is older than wanted, a little at a time, so that a server goes on beside it.

Imports the queries and the registry. What is erased so leaves the same traces as any other erasure.
"""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Connection, Table, delete, select

from service.application.ids import lowest_id
from service.application.spaces import Space, spaces_of
from service.storage.assessments.queries import erase_where
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.tables import Base
from service.storage.keys.registry import SqlRegistry

# A request is sent again within minutes; after a month its key may be forgotten.
RETRY_LIFE = timedelta(days=30)
_AT_ONCE = 500
_ROWS: Table = Base.metadata.tables["assessments"]
_RETRIES: Table = Base.metadata.tables["retries"]


class Purged(Struct, frozen=True):
    """How much was erased, and whether it is gone from the log of an embedded database too."""

    assessments: int
    retries: int
    checkpointed: bool


def purge_all(database: Database, now: datetime, before: datetime | None) -> Purged:
    """Erase every tenant's assessments made before this moment, if one is given, and old retry keys."""
    assessments = retries = 0
    for name in SqlRegistry(database).tenants():
        for space in spaces_of(name):
            if before is not None:
                assessments += _purge_assessments(database, space, now, before)
            retries += _purge_retries(database, space, now - RETRY_LIFE)
    return Purged(assessments, retries, database.checkpointed())


def _purge_assessments(database: Database, space: Space, now: datetime, before: datetime) -> int:
    oldest = select(_ROWS.c.id).where(isolation.owned_by(_ROWS, space), _ROWS.c.id < lowest_id(before))
    erased = 0
    while True:
        with database.transaction() as connection:
            isolation.bind_tenant(connection, space)
            found = connection.execute(oldest.order_by(_ROWS.c.id).limit(_AT_ONCE)).scalars().all()
            if found:
                erased += erase_where(connection, space, now, _ROWS.c.id.in_(found))
        if len(found) < _AT_ONCE:
            return erased


def _purge_retries(database: Database, space: Space, before: datetime) -> int:
    erased, last = 0, ""
    while True:
        with database.transaction() as connection:
            found = _next_retries(connection, space, last)
            old = [key for key, created_at in found if created_at < before]
            mine = isolation.owned_by(_RETRIES, space)
            connection.execute(delete(_RETRIES).where(mine, _RETRIES.c.key.in_(old)))
        erased += len(old)
        if len(found) < _AT_ONCE:
            return erased
        last = found[-1][0]


def _next_retries(connection: Connection, space: Space, last: str) -> list[tuple[str, datetime]]:
    """The keys after this one: each is looked at once, whatever its age."""
    isolation.bind_tenant(connection, space)
    query = select(_RETRIES.c.key, _RETRIES.c.created_at)
    query = query.where(isolation.owned_by(_RETRIES, space), _RETRIES.c.key > last)
    rows = connection.execute(query.order_by(_RETRIES.c.key).limit(_AT_ONCE))
    return [(row[0], row[1]) for row in rows]
