"""Iterates over all stored assessments, page by page, for commands that run beside a server."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, select

from service.application.ports.assessment_store import AssessmentRecord
from service.application.spaces import Space, space_of
from service.storage.assessments.rows import record_of
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.readers import read
from service.storage.database.tables import RecordRow, table
from service.storage.keys.registry import SqlRegistry

_PAGE_SIZE = 500
_ASSESSMENTS = table(RecordRow)
_LOWEST_ID = UUID(int=0)


def records(database: Database, tenant: str | None = None) -> Iterator[AssessmentRecord]:
    """Yield the assessments of one tenant or of all, oldest first per tenant, without those of test keys."""
    for name in [tenant] if tenant else SqlRegistry(database).tenants():
        after = _LOWEST_ID
        while page := read(database.reading, _PageQuery(space_of(name), after)):
            yield from page
            after = page[-1].id


class _PageQuery:
    """The page of a space's assessments after an id."""

    def __init__(self, space: Space, after: UUID) -> None:
        self._space = space
        self._after = after

    def __call__(self, connection: Connection) -> list[AssessmentRecord]:
        isolation.bind_tenant(connection, self._space)
        owned = isolation.owned_by(_ASSESSMENTS, self._space)
        query = select(_ASSESSMENTS).where(owned, _ASSESSMENTS.c.id > self._after)
        rows = connection.execute(query.order_by(_ASSESSMENTS.c.id).limit(_PAGE_SIZE)).mappings()
        return [record_of(row) for row in rows]
