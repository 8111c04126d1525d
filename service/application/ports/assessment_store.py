"""The port that stores assessments, and the records that cross it."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from service.application.spaces import Space
from service.model.codes import Level, Model, NaceSection, SizeClass, Status, StoredInclude
from service.model.documents.row import AssessmentRow
from service.texts import Language


class AssessmentRecord(Struct, frozen=True, kw_only=True):
    """A stored assessment: its row, the canonical profile as JSON, and two SHA-256 digests.

    ``result_digest`` is checked whenever the assessment is computed again.
    """

    row: AssessmentRow
    space: Space
    profile: bytes
    rules_digest: bytes
    result_digest: bytes

    @property
    def id(self) -> UUID:
        """Its id; ids sort by their time of creation."""
        return id_of(self.row)

    @property
    def created_at(self) -> datetime:
        """When it was created, in UTC."""
        assert self.row.created_at is not None
        return datetime.fromisoformat(self.row.created_at)


def id_of(row: AssessmentRow) -> UUID:
    """Return the id of a row that is stored; only that of a preview has none."""
    assert row.id is not None
    return UUID(row.id)


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
    """Which assessments to list: ``since`` is inclusive, ``until`` and the id ``before`` are exclusive.

    The others are columns of the row and the values that they must have.
    """

    reference: str | None = None
    nace_section: NaceSection | None = None
    size_class: SizeClass | None = None
    maturity_level: Level | None = None
    maturity_status: Status | None = None
    sourcing_status: Status | None = None
    sourcing_model: Model | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: UUID | None = None


class PreviousQuery(Struct, frozen=True):
    """An assessment, stored or about to be, and its organisation: visitors' assessments come before none."""

    assessment: UUID
    reference: str


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

    def page(self, space: Space, filters: AssessmentFilter, limit: int) -> Awaitable[list[AssessmentRow]]:
        """Return at most ``limit`` rows, newest first."""
        ...

    def previous(self, space: Space, query: PreviousQuery) -> Awaitable[UUID | None]:
        """Return the assessment of an organisation that was stored last before this one."""
        ...

    def erase(self, space: Space, assessment: UUID, at: datetime) -> Awaitable[bool]:
        """Erase a record and return whether there was one. Its id and ``at`` remain as an erasure."""
        ...

    def erase_reference(self, space: Space, reference: str, at: datetime) -> Awaitable[int]:
        """Erase every record with this reference and return their number."""
        ...
