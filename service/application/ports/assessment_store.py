"""The port that stores assessments, and the records that cross it."""

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
    """What lists, statistics and exports show of an assessment.

    ``index`` (100 to 400) and ``coverage`` (0 to 100) are hundredths; ``score`` is in points, 0 to 100.
    """

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

    @property
    def index_value(self) -> float | None:
        """The maturity index, 1.00 to 4.00; None without evidence."""
        return None if self.index is None else self.index / 100

    @property
    def coverage_share(self) -> float:
        """The share of the applicable questions that were answered, 0.00 to 1.00."""
        return self.coverage / 100


class AssessmentRecord(AssessmentSummary, frozen=True, kw_only=True):
    """A stored assessment: its summary, the canonical profile as JSON, and two SHA-256 digests.

    ``result_digest`` is checked whenever the assessment is computed again.
    """

    space: Space
    profile: bytes
    rules_digest: bytes
    result_digest: bytes


class IdempotencyRecord(Struct, frozen=True):
    """A use of an ``Idempotency-Key``: digests of the key and of its request, and how it was answered.

    Only digests are stored: nothing that a caller wrote outlives the assessment. Once that is erased,
    ``request_digest`` and ``include`` are empty.
    """

    key: str
    request_digest: bytes
    language: Language
    include: tuple[StoredInclude, ...]


class InsertOutcome(Struct, frozen=True):
    """What an insert led to.

    ``previous`` is None when the record was inserted. Otherwise its key had been used before: ``previous`` is
    that use and ``record`` the assessment stored then, None if it was erased since.
    """

    record: AssessmentRecord | None
    previous: IdempotencyRecord | None


class AssessmentFilter(Struct, frozen=True, kw_only=True):
    """Which assessments to list: ``since`` is inclusive, ``until`` and the id ``before`` are exclusive."""

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
    """Stored assessments. Every call except ``find_for_link`` sees the given space only.

    A write is durable once its call returns. Every call may raise ``Unavailable``.
    """

    def insert(
        self, record: AssessmentRecord, idempotency: IdempotencyRecord | None
    ) -> Awaitable[InsertOutcome]:
        """Store a record unless its idempotency key was used before: exactly one record per key."""
        ...

    def find(self, space: Space, assessment: UUID) -> Awaitable[AssessmentRecord | None]:
        """Return a record, or None if the space has none with this id."""
        ...

    def find_for_link(self, assessment: UUID) -> Awaitable[AssessmentRecord | None]:
        """Return a record of any space: only for a link whose signature was checked."""
        ...

    def page(self, space: Space, filters: AssessmentFilter, limit: int) -> Awaitable[list[AssessmentSummary]]:
        """Return at most ``limit`` records, newest first."""
        ...

    def erase(self, space: Space, assessment: UUID, at: datetime) -> Awaitable[bool]:
        """Erase a record and return whether there was one. Its id and ``at`` remain as an erasure."""
        ...

    def erase_reference(self, space: Space, reference: str, at: datetime) -> Awaitable[int]:
        """Erase every record with this reference and return their number."""
        ...
