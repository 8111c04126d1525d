"""The port by which assessments are stored, and the records that cross it."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from service.model.codes import Assessor, Band, Form, Language, Level, Model, Section, Size, StoredInclude
from service.model.countries import Country

Channel = Literal["server", "visitor"]


class Summary(Struct, frozen=True, kw_only=True):
    """What lists, statistics and exports tell of an assessment; ``index`` and ``coverage`` are hundredths."""

    id: UUID
    channel: Channel
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


class Record(Summary, frozen=True, kw_only=True):
    """An assessment as it is stored: the canonical profile beside its summary, and digests.

    ``result_digest`` is checked whenever the answer is made again. ``tenant`` is a key's ``space``.
    """

    tenant: str
    profile: bytes
    rules_digest: bytes
    result_digest: bytes


class Retry(Struct, frozen=True):
    """What an ``Idempotency-Key`` stands for: the request it came with, and how that was answered.

    ``key`` is a digest: nothing that a caller wrote is kept longer than what it stored.
    """

    key: str
    request_digest: bytes
    language: Language
    include: tuple[StoredInclude, ...]


class Added(Struct, frozen=True):
    """What became of a record: its own, or under a key used before the ``first`` one with its request.

    ``record`` is None when the first one was erased since.
    """

    record: Record | None
    first: Retry | None


class Filters(Struct, frozen=True, kw_only=True):
    """Which assessments to list. ``before`` is an id: newest first, and only older ones than that."""

    reference: str | None = None
    level: Level | None = None
    recommended: Model | None = None
    section: Section | None = None
    size: Size | None = None
    channel: Channel | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: UUID | None = None


class Store(Protocol):
    """Where assessments are kept. Every call but ``find_for_link`` sees one tenant's only.

    What an awaited call has returned is durable. Any call may raise ``Unavailable``.
    """

    def add(self, record: Record, retry: Retry | None) -> Awaitable[Added]:
        """Keep a record, unless the retry's key was used before: exactly one record per key."""
        ...

    def find(self, tenant: str, assessment: UUID) -> Awaitable[Record | None]:
        """Return a record, or None when there is none or it is another tenant's."""
        ...

    def find_for_link(self, assessment: UUID) -> Awaitable[Record | None]:
        """Return a record of any tenant: only for a signature that this service made itself."""
        ...

    def page(self, tenant: str, filters: Filters, limit: int) -> Awaitable[list[Summary]]:
        """Return at most ``limit`` records, newest first."""
        ...

    def erase(self, tenant: str, assessment: UUID, at: datetime) -> Awaitable[bool]:
        """Erase a record at this moment; tell whether there was one. Only that it is gone stays known."""
        ...

    def erase_reference(self, tenant: str, reference: str, at: datetime) -> Awaitable[int]:
        """Erase every record with this reference at this moment; return how many there were."""
        ...
