"""The port that the operator's commands manage tenants and keys with."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from service.application.ports.key_store import Key


class KeyEntry(Struct, frozen=True, kw_only=True):
    """A key as its operator sees it. ``revoked_at`` may be in the future, while a new key takes over."""

    key: Key
    label: str
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


class TenantRegistry(Protocol):
    """Tenants and keys. Only the operator's commands change them. Every call may raise ``Unavailable``."""

    def add_tenant(self, name: str, at: datetime) -> bool:
        """Store a tenant and return whether it is new."""
        ...

    def tenants(self) -> list[str]:
        """Return the names of all tenants, sorted."""
        ...

    def add_key(self, entry: KeyEntry, digest: bytes) -> None:
        """Store a key under the SHA-256 of its text."""
        ...

    def entries(self) -> list[KeyEntry]:
        """Return every key ever created, oldest first."""
        ...

    def revoke(self, key: str, at: datetime) -> None:
        """Revoke the key with this id from ``at`` on."""
        ...
