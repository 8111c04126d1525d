"""The store port on an opened database: one writer, readers that cannot write."""

from collections import Counter
from collections.abc import Awaitable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from service.application.ports.assessment_store import (
    AssessmentFilter,
    AssessmentRecord,
    AssessmentSummary,
    IdempotencyRecord,
    InsertOutcome,
)
from service.application.ports.change_feed import ChangeEntry, ChangeRange, Cursor, Window
from service.application.ports.commit_observer import CommitObserver
from service.application.ports.rollup_store import RollupQuery, Sums
from service.application.spaces import Space
from service.storage.assessments import change_feed, queries, rollups
from service.storage.database.database import Database
from service.storage.database.group_committer import GroupCommitter
from service.storage.database.readers import Readers
from service.storage.norms.norm_reader import SqlNormReader

_THREADS = 2


class SqlStore:
    """See ``service.application.ports.Store``."""

    def __init__(self, database: Database, observer: CommitObserver) -> None:
        self._database = database
        self.writer = GroupCommitter(database.writing, database.guard, observer)
        # Lists may scan: they never stand in the way of reading one assessment.
        self._finders = Readers(database.reading, _THREADS, "palier-finder")
        self._listers = Readers(database.reading, _THREADS, "palier-lister")
        self.norms = SqlNormReader(self._finders)
        self._unsummed: Counter[str] = Counter()

    def probe(self) -> Awaitable[None]:
        """Return when a transaction could begin and end; raise ``Unavailable`` otherwise."""
        return self.writer.submit(_nothing)

    def add(self, record: AssessmentRecord, retry: IdempotencyRecord | None) -> Awaitable[InsertOutcome]:
        """Keep a record, unless the retry's key was used before."""
        self._note_unsummed(record.space, 1)
        return self.writer.submit_grouped(queries.AssessmentInsert(record, retry))

    def find(self, space: Space, assessment: UUID) -> Awaitable[AssessmentRecord | None]:
        """Return a record of this tenant."""
        return self._finders.submit(lambda connection: queries.find(connection, space, assessment))

    def find_for_link(self, assessment: UUID) -> Awaitable[AssessmentRecord | None]:
        """Return a record of any tenant."""
        return self._finders.submit(lambda connection: queries.find_for_link(connection, assessment))

    def page(self, space: Space, filters: AssessmentFilter, limit: int) -> Awaitable[list[AssessmentSummary]]:
        """Return records of this tenant, newest first."""
        return self._listers.submit(lambda connection: queries.page(connection, space, filters, limit))

    def erase(self, space: Space, assessment: UUID, at: datetime) -> Awaitable[bool]:
        """Erase a record of this tenant."""
        return self.writer.submit(
            lambda connection: queries.erase(connection, space, assessment, at), self._database.checkpoint
        )

    def erase_reference(self, space: Space, reference: str, at: datetime) -> Awaitable[int]:
        """Erase every record of this tenant with this reference."""
        return self.writer.submit(
            lambda connection: queries.erase_reference(connection, space, reference, at),
            self._database.checkpoint,
        )

    async def read_rollups(self, space: Space, wanted: RollupQuery) -> dict[tuple[date, str], Sums]:
        """Return sums of this tenant's assessments."""
        found, unsummed = await self._listers.submit(
            lambda connection: rollups.read(connection, space, wanted)
        )
        self._unsummed[space] = 0
        self._note_unsummed(space, unsummed)
        return found

    def window(self, space: Space, after: Cursor | None) -> Awaitable[Window]:
        """Return from where to where this tenant's changes can be read now."""
        return self._listers.submit(lambda connection: change_feed.window(connection, space, after))

    def changes(self, space: Space, wanted: ChangeRange) -> Awaitable[list[ChangeEntry]]:
        """Return some changes of this tenant, in order."""
        return self._listers.submit(lambda connection: change_feed.page(connection, space, wanted))

    def _note_unsummed(self, space: Space, number: int) -> None:
        """Let assessments be summed whenever so many have come that adding them up takes long."""
        self._unsummed[space] += number
        if self._unsummed[space] >= rollups.AGGREGATED_AT_ONCE:
            self._unsummed[space] = 0
            self.writer.post(lambda connection: self._sum_up(connection, space))

    def _sum_up(self, connection: Connection, space: Space) -> None:
        if rollups.aggregate_pending(connection, space) == rollups.AGGREGATED_AT_ONCE:
            # There may be more, from other replicas or from before.
            self.writer.post(lambda connection: self._sum_up(connection, space))

    def close(self) -> None:
        """Commit what is waiting, finish what is being read, and let go of the database."""
        self._finders.close()
        self._listers.close()
        # The writer's connection is the last to close: on SQLite that folds the log into the file.
        self._database.reading.dispose()
        self.writer.close()
        self._database.close()


def _nothing(_: Connection) -> None:
    """Do nothing in a transaction."""
