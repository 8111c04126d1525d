"""Stored assessments on an opened database: writes through one group committer, reads on reader threads."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from service.application.fairness.places import Places
from service.application.fairness.turns import Turns
from service.application.ports.assessment_store import (
    AssessmentFilter,
    AssessmentRecord,
    IdempotencyRecord,
    InsertOutcome,
    PreviousQuery,
)
from service.application.spaces import Space
from service.model.documents.row import AssessmentRow
from service.storage.assessments import queries
from service.storage.assessments.aggregation import RollupAggregator
from service.storage.assessments.history import find_previous
from service.storage.database.group_committer import GroupCommitter
from service.storage.database.readers import Readers

Result = TypeVar("Result")


class Writing:
    """The writer, as tenants share it: each has some places in its queue, and goes on in its turn."""

    def __init__(self, committer: GroupCommitter, places: Places, turns: Turns) -> None:
        self.committer = committer
        self._places = places
        self._turns = turns

    async def finish(self, submit: Callable[[], Awaitable[Result]]) -> Result:
        """Submit a write once there is a place for it; return its durable result in a turn of its own."""
        async with self._places.take():
            result = await submit()
        await self._turns.take()
        return result


class SqlAssessmentStore:
    """See ``service.application.ports.assessment_store.AssessmentStore``.

    ``finders`` read single assessments and ``listers`` pages, which may scan. ``checkpoint`` runs after each
    committed erasure.
    """

    def __init__(
        self,
        *,
        writing: Writing,
        finders: Readers,
        listers: Readers,
        aggregator: RollupAggregator,
        checkpoint: Callable[[Connection], bool] | None,
    ) -> None:
        self._writing = writing
        self._finders = finders
        self._listers = listers
        self._aggregator = aggregator
        self._checkpoint = checkpoint

    def insert(
        self, record: AssessmentRecord, idempotency: IdempotencyRecord | None
    ) -> Awaitable[InsertOutcome]:
        """Store a record unless its idempotency key was used before."""
        self._aggregator.add_pending(record.space)
        write = queries.AssessmentInsert(record, idempotency)
        return self._writing.finish(lambda: self._writing.committer.submit_grouped(write))

    def find(self, space: Space, assessment: UUID) -> Awaitable[AssessmentRecord | None]:
        """Return a record of this space."""
        return self._finders.submit(lambda connection: queries.find(connection, space, assessment))

    def find_for_link(self, assessment: UUID) -> Awaitable[AssessmentRecord | None]:
        """Return a record of any space."""
        return self._finders.submit(lambda connection: queries.find_for_link(connection, assessment))

    def page(self, space: Space, filters: AssessmentFilter, limit: int) -> Awaitable[list[AssessmentRow]]:
        """Return rows of this space, newest first."""
        return self._listers.submit(lambda connection: queries.page(connection, space, filters, limit))

    def previous(self, space: Space, query: PreviousQuery) -> Awaitable[UUID | None]:
        """Return the assessment of an organisation that was stored last before this one."""
        return self._finders.submit(lambda connection: find_previous(connection, space, query))

    def erase(self, space: Space, assessment: UUID, at: datetime) -> Awaitable[bool]:
        """Erase a record of this space."""
        return self._erase(lambda connection: queries.erase(connection, space, assessment, at))

    def erase_reference(self, space: Space, reference: str, at: datetime) -> Awaitable[int]:
        """Erase every record of this space with this reference."""
        return self._erase(lambda connection: queries.erase_reference(connection, space, reference, at))

    def _erase(self, work: Callable[[Connection], Result]) -> Awaitable[Result]:
        return self._writing.finish(lambda: self._writing.committer.submit(work, self._checkpoint))
