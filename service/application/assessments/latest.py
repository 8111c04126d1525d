"""Which assessment a picture shows: the one asked for, or its organisation's latest. Imports ports only."""

from uuid import UUID

from service.application.ports.assessment_store import (
    AssessmentFilter,
    AssessmentRecord,
    AssessmentStore,
    id_of,
)
from service.application.spaces import Space


def has_latest(record: AssessmentRecord) -> bool:
    """Whether an assessment is one of an organisation's: a visitor may claim any reference."""
    return record.row.reference is not None and record.row.origin != "visitor"


async def pictured(
    store: AssessmentStore, space: Space | None, assessment: UUID, *, latest: bool
) -> AssessmentRecord | None:
    """Return the assessment, or the latest of the organisation that it is of; None if there is none.

    ``space`` is None for a verified signed link.
    """
    found = store.find_for_link(assessment) if space is None else store.find(space, assessment)
    record = await found
    if record is None or not latest or not has_latest(record):
        return record
    own = AssessmentFilter(reference=record.row.reference, origin=record.row.origin)
    newest = await store.page(record.space, own, 1)
    return await store.find(record.space, id_of(newest[0])) if newest else None
