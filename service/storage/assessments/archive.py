"""Every stored assessment, a page at a time, for commands that look at all of them beside a server.

Imports the queries and the registry.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, Table, select

from service.application.ports.assessment_store import Record
from service.storage.assessments.rows import record_of
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.readers import read
from service.storage.database.tables import Base
from service.storage.keys.registry import SqlRegistry

_AT_ONCE = 500
_ROWS: Table = Base.metadata.tables["assessments"]
_FIRST = UUID(int=0)


def records(database: Database, tenant: str | None = None) -> Iterator[Record]:
    """The assessments of this tenant or of all, without those of test keys, each tenant's oldest first."""
    for name in [tenant] if tenant else SqlRegistry(database).tenants():
        last = _FIRST
        while page := read(database.reading, _Page(name, last)):
            yield from page
            last = page[-1].id


class _Page:
    """The next page of a tenant's assessments, after an id."""

    def __init__(self, tenant: str, after: UUID) -> None:
        self._tenant = tenant
        self._after = after

    def __call__(self, connection: Connection) -> list[Record]:
        isolation.enter(connection, self._tenant)
        query = select(_ROWS).where(isolation.owned_by(_ROWS, self._tenant), _ROWS.c.id > self._after)
        rows = connection.execute(query.order_by(_ROWS.c.id).limit(_AT_ONCE)).mappings()
        return [record_of(row) for row in rows]
