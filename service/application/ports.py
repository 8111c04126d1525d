"""What the use cases need from outside, as Protocols, and the records that cross them.

Imports the model's codes only. Adapters live in ``storage``; they match by shape and inherit nothing.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from service.model.codes import Assessor, Band, Form, Language, Level, Model, Section, Size, StoredInclude
from service.model.countries import Country

KeyKind = Literal["sk_live", "sk_test", "pk_live", "pk_test"]
Channel = Literal["server", "visitor"]
Scope = Literal["assess", "read", "stats", "leads"]
Clock = Callable[[], datetime]


class Key(Struct, frozen=True, kw_only=True):
    """What a key allows. The secret itself is never kept, only its SHA-256.

    A publishable key (``pk_``) stands in web pages, for everybody to read: it holds for its exact ``origins``
    only, and reads nothing that is kept. ``id`` names the key to the operator.
    """

    id: str
    tenant: str
    kind: KeyKind
    scopes: frozenset[Scope]
    origins: frozenset[str] = frozenset()

    @property
    def is_publishable(self) -> bool:
        """Whether visitors of web pages ask with it."""
        return self.kind.startswith("pk_")

    @property
    def space(self) -> str:
        """The tenant that data is kept under: test keys have a world of their own."""
        return f"{self.tenant}:test" if self.kind.endswith("_test") else self.tenant

    @property
    def channel(self) -> Channel:
        """By whom an assessment made with this key was sent."""
        return "visitor" if self.is_publishable else "server"


class KeyStore(Protocol):
    """Where keys are known by the SHA-256 of their full text."""

    def find(self, digest: bytes) -> Key | None:
        """Return the key with this digest, or None when there is none or it was revoked.

        Raises ``Unavailable`` when it has not been known for too long whether keys were revoked.
        """
        ...

    def knows_origin(self, origin: str) -> bool:
        """Tell whether some publishable key may be used from this origin."""
        ...


class KeyEntry(Struct, frozen=True, kw_only=True):
    """A key as its operator sees it. ``revoked_at`` may lie ahead, while a new key takes over."""

    key: Key
    label: str
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


class Registry(Protocol):
    """Where tenants and keys are kept. Only the operator's commands change it."""

    def add_tenant(self, name: str, at: datetime) -> bool:
        """Keep a tenant; tell whether it is new."""
        ...

    def tenants(self) -> list[str]:
        """Return the names of all tenants, sorted."""
        ...

    def add_key(self, entry: KeyEntry, digest: bytes) -> None:
        """Keep a key by the digest of its text."""
        ...

    def entries(self) -> list[KeyEntry]:
        """Return every key that was ever made, oldest first."""
        ...

    def revoke(self, key: str, at: datetime) -> None:
        """Let the key with this id end at this moment."""
        ...


class StoreObserver(Protocol):
    """Whoever watches the store write."""

    def committed(self, jobs: int, failed: int, seconds: float) -> None:
        """Note a batch: how many requests it held, how many of them failed, and how long it took."""
        ...


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
