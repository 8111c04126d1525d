"""The store port on an opened database: one writer, readers that cannot write."""

from collections import Counter
from collections.abc import Awaitable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from service.application.ports.assessment_store import Added, Filters, Record, Retry, Summary
from service.application.ports.change_feed import Change, Cursor, Extent, Range
from service.application.ports.commit_observer import StoreObserver
from service.application.ports.rollup_store import Sums, Wanted
from service.storage.assessments import change_feed, queries, rollups
from service.storage.database.database import Database
from service.storage.database.group_committer import GroupCommitter
from service.storage.database.readers import Readers
from service.storage.norms.norm_reader import SqlNorms

_THREADS = 2


class SqlStore:
    """See ``service.application.ports.Store``."""

    def __init__(self, database: Database, observer: StoreObserver) -> None:
        self._database = database
        self.writer = GroupCommitter(database.writing, database.guard, observer)
        # Lists may scan: they never stand in the way of reading one assessment.
        self._finders = Readers(database.reading, _THREADS, "palier-finder")
        self._listers = Readers(database.reading, _THREADS, "palier-lister")
        self.norms = SqlNorms(self._finders)
        self._unsummed: Counter[str] = Counter()

    def probe(self) -> Awaitable[None]:
        """Return when a transaction could begin and end; raise ``Unavailable`` otherwise."""
        return self.writer.submit(_nothing)

    def add(self, record: Record, retry: Retry | None) -> Awaitable[Added]:
        """Keep a record, unless the retry's key was used before."""
        self._note_unsummed(record.tenant, 1)
        return self.writer.submit_grouped(queries.AssessmentInsert(record, retry))

    def find(self, tenant: str, assessment: UUID) -> Awaitable[Record | None]:
        """Return a record of this tenant."""
        return self._finders.submit(lambda connection: queries.find(connection, tenant, assessment))

    def find_for_link(self, assessment: UUID) -> Awaitable[Record | None]:
        """Return a record of any tenant."""
        return self._finders.submit(lambda connection: queries.find_for_link(connection, assessment))

    def page(self, tenant: str, filters: Filters, limit: int) -> Awaitable[list[Summary]]:
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

    async def sums(self, tenant: str, wanted: Wanted) -> dict[tuple[date, str], Sums]:
        """Return sums of this tenant's assessments."""
        found, unsummed = await self._listers.submit(
            lambda connection: rollups.read(connection, tenant, wanted)
        )
        self._unsummed[tenant] = 0
        self._note_unsummed(tenant, unsummed)
        return found

    def extent(self, tenant: str, after: Cursor | None) -> Awaitable[Extent]:
        """Return from where to where this tenant's changes can be read now."""
        return self._listers.submit(lambda connection: change_feed.extent(connection, tenant, after))

    def changes(self, tenant: str, wanted: Range) -> Awaitable[list[Change]]:
        """Return some changes of this tenant, in order."""
        return self._listers.submit(lambda connection: change_feed.page(connection, tenant, wanted))

    def _note_unsummed(self, tenant: str, number: int) -> None:
        """Let assessments be summed whenever so many have come that adding them up takes long."""
        self._unsummed[tenant] += number
        if self._unsummed[tenant] >= rollups.SUMMED_AT_ONCE:
            self._unsummed[tenant] = 0
            self.writer.post(lambda connection: self._sum_up(connection, tenant))

    def _sum_up(self, connection: Connection, tenant: str) -> None:
        if rollups.sum_up(connection, tenant) == rollups.SUMMED_AT_ONCE:
            # There may be more, from other replicas or from before.
            self.writer.post(lambda connection: self._sum_up(connection, tenant))

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
