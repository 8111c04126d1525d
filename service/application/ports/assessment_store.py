"""The port by which assessments are stored, and the records that cross it."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from service.application.spaces import Space
from service.model.codes import Assessor, Band, Form, Level, Model, Origin, Section, Size, StoredInclude
from service.model.countries import Country
from service.texts import Language


class AssessmentSummary(Struct, frozen=True, kw_only=True):
    """What lists, statistics and exports tell of an assessment; ``index`` and ``coverage`` are hundredths."""

    id: UUID
    origin: Origin
    created_at: datetime
    reference: str | None
    section: Section | None
    size: Size
    country: Country
    assessor: Assessor | None
    form: Form | None
    version: str
    level: Level | None
    index: int | None
    coverage: int
    score: int | None
    band: Band | None
    recommended: Model
    tags: tuple[str, ...]


class AssessmentRecord(AssessmentSummary, frozen=True, kw_only=True):
    """An assessment as it is stored: the canonical profile beside its summary, and digests.

    ``result_digest`` is checked whenever the answer is made again. ``tenant`` is a key's ``space``.
    """

    space: Space
    profile: bytes
    rules_digest: bytes
    result_digest: bytes


class IdempotencyRecord(Struct, frozen=True):
    """What an ``Idempotency-Key`` stands for: the request it came with, and how that was answered.

    ``key`` is a digest: nothing that a caller wrote is kept longer than what it stored.
    """

    key: str
    request_digest: bytes
    language: Language
    include: tuple[StoredInclude, ...]


class InsertOutcome(Struct, frozen=True):
    """What became of a record: its own, or under a key used before the ``first`` one with its request.

    ``record`` is None when the first one was erased since.
    """

    record: AssessmentRecord | None
    first: IdempotencyRecord | None


class AssessmentFilter(Struct, frozen=True, kw_only=True):
    """Which assessments to list. ``before`` is an id: newest first, and only older ones than that."""

    reference: str | None = None
    level: Level | None = None
    recommended: Model | None = None
    section: Section | None = None
    size: Size | None = None
    origin: Origin | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: UUID | None = None


class AssessmentStore(Protocol):
    """Where assessments are kept. Every call but ``find_for_link`` sees one tenant's only.

    What an awaited call has returned is durable. Any call may raise ``Unavailable``.
    """

    def add(self, record: AssessmentRecord, retry: IdempotencyRecord | None) -> Awaitable[InsertOutcome]:
        """Keep a record, unless the retry's key was used before: exactly one record per key."""
        ...

    def find(self, space: Space, assessment: UUID) -> Awaitable[AssessmentRecord | None]:
        """Return a record, or None when there is none or it is another tenant's."""
        ...

    def find_for_link(self, assessment: UUID) -> Awaitable[AssessmentRecord | None]:
        """Return a record of any tenant: only for a signature that this service made itself."""
        ...

    def page(self, space: Space, filters: AssessmentFilter, limit: int) -> Awaitable[list[AssessmentSummary]]:
        """Return at most ``limit`` records, newest first."""
        ...

    def erase(self, space: Space, assessment: UUID, at: datetime) -> Awaitable[bool]:
        """Erase a record at this moment; tell whether there was one. Only that it is gone stays known."""
        ...

    def erase_reference(self, space: Space, reference: str, at: datetime) -> Awaitable[int]:
        """Erase every record with this reference at this moment; return how many there were."""
        ...
