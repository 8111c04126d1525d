"""Stored assessments on an opened database: writes through one group committer, reads on reader threads."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from service.application.ports.assessment_store import (
    AssessmentFilter,
    AssessmentRecord,
    IdempotencyRecord,
    InsertOutcome,
)
from service.application.spaces import Space
from service.model.documents.row import AssessmentRow
from service.storage.assessments import queries
from service.storage.assessments.aggregation import RollupAggregator
from service.storage.database.group_committer import GroupCommitter
from service.storage.database.readers import Readers


class SqlAssessmentStore:
    """See ``service.application.ports.assessment_store.AssessmentStore``.

    ``finders`` read single assessments and ``listers`` pages, which may scan. ``checkpoint`` runs after each
    committed erasure.
    """

    def __init__(
        self,
        *,
        committer: GroupCommitter,
        finders: Readers,
        listers: Readers,
        aggregator: RollupAggregator,
        checkpoint: Callable[[Connection], bool] | None,
    ) -> None:
        self._committer = committer
        self._finders = finders
        self._listers = listers
        self._aggregator = aggregator
        self._checkpoint = checkpoint

    def insert(
        self, record: AssessmentRecord, idempotency: IdempotencyRecord | None
    ) -> Awaitable[InsertOutcome]:
        """Store a record unless its idempotency key was used before."""
        self._aggregator.add_pending(record.space)
        return self._committer.submit_grouped(queries.AssessmentInsert(record, idempotency))

    def find(self, space: Space, assessment: UUID) -> Awaitable[AssessmentRecord | None]:
        """Return a record of this space."""
        return self._finders.submit(lambda connection: queries.find(connection, space, assessment))

    def find_for_link(self, assessment: UUID) -> Awaitable[AssessmentRecord | None]:
        """Return a record of any space."""
        return self._finders.submit(lambda connection: queries.find_for_link(connection, assessment))

    def page(self, space: Space, filters: AssessmentFilter, limit: int) -> Awaitable[list[AssessmentRow]]:
        """Return rows of this space, newest first."""
        return self._listers.submit(lambda connection: queries.page(connection, space, filters, limit))

    def erase(self, space: Space, assessment: UUID, at: datetime) -> Awaitable[bool]:
        """Erase a record of this space."""
        return self._committer.submit(
            lambda connection: queries.erase(connection, space, assessment, at), self._checkpoint
        )

    def erase_reference(self, space: Space, reference: str, at: datetime) -> Awaitable[int]:
        """Erase every record of this space with this reference."""
        return self._committer.submit(
            lambda connection: queries.erase_reference(connection, space, reference, at), self._checkpoint
        )
