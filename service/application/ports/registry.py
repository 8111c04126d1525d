"""The port by which the operator's commands keep tenants and keys."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from service.application.ports.key_store import Key


class KeyEntry(Struct, frozen=True, kw_only=True):
    """A key as its operator sees it. ``revoked_at`` may lie ahead, while a new key takes over."""

    key: Key
    label: str
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


class TenantRegistry(Protocol):
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
