"""The change feed of assessments in memory; the timestamp of a change is its sequence, in microseconds."""

from uuid import UUID

from service.application.exports.exports import timestamp_at
from service.application.ports.change_feed import (
    ChangeEntry,
    ChangeFeed,
    ChangePosition,
    ChangeRange,
    Cursor,
    Window,
)
from service.application.spaces import Space
from service.model.documents.row import AssessmentRow
from tests.fakes.assessment_store import MemoryAssessmentStore

PAGE_SIZE = 500


class MemoryChangeFeed:
    def __init__(self, assessments: MemoryAssessmentStore) -> None:
        self._assessments = assessments

    async def window(self, space: Space, after: Cursor | None) -> Window:
        cursors = [
            (sequence, Cursor(change.assessment, change.is_erasure))
            for sequence, change in enumerate(self._assessments.changes, 1)
            if change.space == space
        ]
        first = next((sequence for sequence, cursor in cursors if cursor == after), 0)
        last, end = cursors[-1] if cursors else (0, None)
        until = timestamp_at(len(self._assessments.changes) + 1)
        return Window(ChangePosition(0, first), ChangePosition(0, last), end, until)

    async def changes(self, space: Space, within: ChangeRange) -> list[ChangeEntry]:
        entries = [
            ChangeEntry(
                position=ChangePosition(0, sequence),
                assessment=change.assessment,
                at=sequence,
                is_erasure=change.is_erasure,
                row=None if change.is_erasure else self._row_of(change.assessment),
            )
            for sequence, change in enumerate(self._assessments.changes, 1)
            if change.space == space
            and within.after < ChangePosition(0, sequence) <= within.last
            and within.since <= sequence < within.until
        ]
        return entries[:PAGE_SIZE]

    def _row_of(self, assessment: UUID) -> AssessmentRow | None:
        record = self._assessments.records.get(assessment)
        return None if record is None else record.row


_: type[ChangeFeed] = MemoryChangeFeed
