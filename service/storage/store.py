"""The store port on an opened database: one writer, readers that cannot write."""

from collections.abc import Awaitable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from service.application.ports import Added, Filters, Record, Retry, StoreObserver
from service.storage import queries
from service.storage.database import Database
from service.storage.norms import SqlNorms
from service.storage.readers import Readers
from service.storage.writer import Writer

_THREADS = 2


class SqlStore:
    """See ``service.application.ports.Store``."""

    def __init__(self, database: Database, observer: StoreObserver) -> None:
        self._database = database
        self.writer = Writer(database.writing, database.guard, observer)
        # Lists may scan: they never stand in the way of reading one assessment.
        self._finders = Readers(database.reading, _THREADS, "palier-finder")
        self._listers = Readers(database.reading, _THREADS, "palier-lister")
        self.norms = SqlNorms(self._finders)

    def probe(self) -> Awaitable[None]:
        """Return when a transaction could begin and end; raise ``Unavailable`` otherwise."""
        return self.writer.submit(_nothing)

    def add(self, record: Record, retry: Retry | None) -> Awaitable[Added]:
        """Keep a record, unless the retry's key was used before."""
        return self.writer.submit(queries.Addition(record, retry))

    def find(self, tenant: str, assessment: UUID) -> Awaitable[Record | None]:
        """Return a record of this tenant."""
        return self._finders.submit(lambda connection: queries.find(connection, tenant, assessment))

    def find_for_link(self, assessment: UUID) -> Awaitable[Record | None]:
        """Return a record of any tenant."""
        return self._finders.submit(lambda connection: queries.find_for_link(connection, assessment))

    def page(self, tenant: str, filters: Filters, limit: int) -> Awaitable[list[Record]]:
        """Return records of this tenant, newest first."""
        return self._listers.submit(lambda connection: queries.page(connection, tenant, filters, limit))

    def erase(self, tenant: str, assessment: UUID, at: datetime) -> Awaitable[bool]:
        """Erase a record of this tenant."""
        return self.writer.submit(
            lambda connection: queries.erase(connection, tenant, assessment, at), self._database.fold
        )

    def erase_reference(self, tenant: str, reference: str, at: datetime) -> Awaitable[int]:
        """Erase every record of this tenant with this reference."""
        return self.writer.submit(
            lambda connection: queries.erase_reference(connection, tenant, reference, at), self._database.fold
        )

    def close(self) -> None:
        """Commit what is waiting, finish what is being read, and let go of the database."""
        self._finders.close()
        self._listers.close()
        # The writer's connection is the last to close: on SQLite that folds the log into the file.
        self._database.reading.dispose()
        self.writer.close()
        self._database.release()


def _nothing(_: Connection) -> None:
    """Do nothing in a transaction."""
