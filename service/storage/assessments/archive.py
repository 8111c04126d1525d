"""Every stored assessment, a page at a time, for commands that look at all of them beside a server.

Imports the queries and the registry.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, Table, select

from service.application.ports.assessment_store import AssessmentRecord
from service.application.spaces import Space, space_of
from service.storage.assessments.rows import record_of
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.readers import read
from service.storage.database.tables import Base
from service.storage.keys.registry import SqlRegistry

_AT_ONCE = 500
_ROWS: Table = Base.metadata.tables["assessments"]
_FIRST = UUID(int=0)


def records(database: Database, tenant: str | None = None) -> Iterator[AssessmentRecord]:
    """The assessments of this tenant or of all, without those of test keys, each tenant's oldest first."""
    for name in [tenant] if tenant else SqlRegistry(database).tenants():
        space = space_of(name)
        last = _FIRST
        while page := read(database.reading, _Page(space, last)):
            yield from page
            last = page[-1].id


class _Page:
    """The next page of a tenant's assessments, after an id."""

    def __init__(self, space: Space, after: UUID) -> None:
        self._space = space
        self._after = after

    def __call__(self, connection: Connection) -> list[AssessmentRecord]:
        isolation.bind_tenant(connection, self._space)
        query = select(_ROWS).where(isolation.owned_by(_ROWS, self._space), _ROWS.c.id > self._after)
        rows = connection.execute(query.order_by(_ROWS.c.id).limit(_AT_ONCE)).mappings()
        return [record_of(row) for row in rows]
