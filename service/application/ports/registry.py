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

    def add_tenant(self, name: str, at: datetime, owner: str | None = None) -> bool:
        """Store a tenant, by default its own owner, and return whether it is new.

        No name that a tenant has or had is taken again.
        """
        ...

    def tenants(self) -> dict[str, str]:
        """Return what each tenant is called, by the name under which its data is stored."""
        ...

    def rename_tenant(self, tenant: str, name: str) -> bool:
        """Call a tenant by another name; return whether no other tenant has or had it."""
        ...

    def owners(self) -> dict[str, str]:
        """Return the owner of every tenant: the customer behind it, who counts once in norms."""
        ...

    def add_key(self, entry: KeyEntry, digest: bytes) -> None:
        """Store a key under the SHA-256 of its text."""
        ...

    def entries(self) -> list[KeyEntry]:
        """Return every key ever created, oldest first."""
        ...

    def revoke(self, key: str, at: datetime) -> None:
        """Revoke the key with this id now, whatever servers' clocks say; ``at`` is recorded."""
        ...

    def end_later(self, key: str, at: datetime) -> None:
        """Revoke the key with this id from ``at`` on."""
        ...
