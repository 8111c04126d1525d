"""Stored assessments in dictionaries, and the log of their changes."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from service.application.ids import lowest_id
from service.application.ports.assessment_store import (
    AssessmentFilter,
    AssessmentRecord,
    AssessmentStore,
    IdempotencyRecord,
    InsertOutcome,
    PreviousQuery,
)
from service.application.spaces import Space
from service.model.documents.row import AssessmentRow


class Change(NamedTuple):
    space: Space
    assessment: UUID
    is_erasure: bool


class KeyUse(NamedTuple):
    idempotency: IdempotencyRecord
    assessment: UUID


class MemoryAssessmentStore:
    def __init__(self) -> None:
        self.records: dict[UUID, AssessmentRecord] = {}
        self.erasures: dict[tuple[Space, UUID], datetime] = {}
        self.changes: list[Change] = []
        self._key_uses: dict[tuple[Space, str], KeyUse] = {}

    async def insert(self, record: AssessmentRecord, idempotency: IdempotencyRecord | None) -> InsertOutcome:
        if idempotency is not None:
            key = (record.space, idempotency.key)
            if key in self._key_uses:
                previous, assessment = self._key_uses[key]
                return InsertOutcome(self.records.get(assessment), previous)
            self._key_uses[key] = KeyUse(idempotency, record.id)
        self.records[record.id] = record
        self.changes.append(Change(record.space, record.id, False))
        return InsertOutcome(record, None)

    async def find(self, space: Space, assessment: UUID) -> AssessmentRecord | None:
        record = self.records.get(assessment)
        return record if record is not None and record.space == space else None

    async def find_for_link(self, assessment: UUID) -> AssessmentRecord | None:
        return self.records.get(assessment)

    async def page(self, space: Space, filters: AssessmentFilter, limit: int) -> list[AssessmentRow]:
        records = sorted(self._matching(space, filters), key=lambda record: record.id, reverse=True)
        return [record.row for record in records[:limit]]

    async def previous(self, space: Space, query: PreviousQuery) -> UUID | None:
        earlier: UUID | None = None
        for record in self.records.values():
            if record.id == query.assessment:
                break
            if (record.space, record.row.reference, record.row.origin) == (space, query.reference, "server"):
                earlier = record.id
        return earlier

    async def erase(self, space: Space, assessment: UUID, at: datetime) -> bool:
        record = await self.find(space, assessment)
        self._erase([record] if record else [], at)
        return record is not None

    async def erase_reference(self, space: Space, reference: str, at: datetime) -> int:
        records = self._matching(space, AssessmentFilter(reference=reference))
        self._erase(records, at)
        return len(records)

    def _matching(self, space: Space, filters: AssessmentFilter) -> list[AssessmentRecord]:
        owned = [record for record in self.records.values() if record.space == space]
        return [record for record in owned if _passes(record, filters)]

    def _erase(self, records: list[AssessmentRecord], at: datetime) -> None:
        for record in records:
            del self.records[record.id]
            self.erasures[record.space, record.id] = at
            self.changes.append(Change(record.space, record.id, True))
            for key, (idempotency, assessment) in self._key_uses.items():
                if assessment == record.id:
                    blank = replace(idempotency, request_digest=b"", include=())
                    self._key_uses[key] = KeyUse(blank, assessment)


def _passes(record: AssessmentRecord, filters: AssessmentFilter) -> bool:
    exact = (
        "reference",
        "nace_section",
        "size_class",
        "maturity_level",
        "maturity_status",
        "sourcing_status",
        "sourcing_model",
    )
    values = [(getattr(record.row, name), getattr(filters, name)) for name in exact]
    return (
        all(actual == expected for actual, expected in values if expected is not None)
        and (filters.since is None or record.id >= lowest_id(filters.since))
        and (filters.until is None or record.id < lowest_id(filters.until))
        and (filters.before is None or record.id < filters.before)
    )


_: type[AssessmentStore] = MemoryAssessmentStore
