"""Reads from the database what tells whether this machine's clock can be right."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, func, select

from service.application.clock_check import ClockEvidence
from service.application.ids import timestamp_of
from service.application.spaces import Space, spaces_of
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.readers import read
from service.storage.database.tables import ChangeRow, RecordRow, table
from service.storage.keys.registry import tenant_names
from service.storage.norms.norm_reader import find_edition

_ASSESSMENTS = table(RecordRow)
_CHANGES = table(ChangeRow)


class _Insert(NamedTuple):
    """An assessment's place in the change feed. Greater is later."""

    transaction_id: int
    sequence: int
    assessment: UUID


def clock_evidence(database: Database) -> ClockEvidence:
    """Return what the database tells of the time, over all tenants."""
    return read(database.reading, _evidence)


def _evidence(connection: Connection) -> ClockEvidence:
    spaces = [space for tenant in tenant_names(connection) for space in spaces_of(tenant)]
    ids = [id_ for space in spaces if (id_ := _newest(connection, space)) is not None]
    inserts = [insert for space in spaces if (insert := _last_insert(connection, space)) is not None]
    edition = find_edition(connection, None)
    return ClockEvidence(
        database=_database_clock(connection),
        newest=max(map(timestamp_of, ids), default=None),
        last_stored=timestamp_of(max(inserts).assessment) if inserts else None,
        edition=None if edition is None else edition.published_at,
    )


def _database_clock(connection: Connection) -> datetime | None:
    """Return the clock of a database server; an embedded database has none of its own."""
    if connection.dialect.name != "postgresql":
        return None
    now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return now


def _newest(connection: Connection, space: Space) -> UUID | None:
    isolation.bind_tenant(connection, space)
    newest_first = select(_ASSESSMENTS.c.id).where(isolation.owned_by(_ASSESSMENTS, space))
    return connection.execute(newest_first.order_by(_ASSESSMENTS.c.id.desc()).limit(1)).scalar()


def _last_insert(connection: Connection, space: Space) -> _Insert | None:
    isolation.bind_tenant(connection, space)
    place = (_CHANGES.c.transaction_id, _CHANGES.c.sequence)
    inserts = select(*place, _CHANGES.c.assessment_id).where(
        isolation.owned_by(_CHANGES, space), _CHANGES.c.erased.is_(False)
    )
    row = connection.execute(inserts.order_by(*(column.desc() for column in place)).limit(1)).first()
    return None if row is None else _Insert(*row)
