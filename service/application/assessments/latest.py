"""Which assessment a picture shows: the one asked for, or its organisation's latest. Imports ports only."""

from uuid import UUID

from service.application.ports.assessment_store import (
    AssessmentRecord,
    AssessmentStore,
    PreviousQuery,
)
from service.application.spaces import Space

# The id of no assessment: whatever an organisation has was stored before it.
_END = UUID(int=(1 << 128) - 1)


def has_latest(record: AssessmentRecord) -> bool:
    """Whether an assessment is one of an organisation's: a visitor may claim any reference."""
    return record.row.reference is not None and record.row.origin != "visitor"


async def pictured(
    store: AssessmentStore, space: Space | None, assessment: UUID, *, latest: bool
) -> AssessmentRecord | None:
    """Return the assessment, or the one stored last of the organisation that it is of; None if there is none.

    ``space`` is None for a verified signed link.
    """
    found = store.find_for_link(assessment) if space is None else store.find(space, assessment)
    record = await found
    if record is None or not latest or not has_latest(record):
        return record
    assert record.row.reference is not None
    newest = await store.previous(record.space, PreviousQuery(_END, record.row.reference))
    return None if newest is None else await store.find(record.space, newest)
