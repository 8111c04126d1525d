"""Tenants and keys in dictionaries."""

from datetime import datetime

from msgspec.structs import replace

from service.application.ports.registry import KeyEntry, TenantRegistry


class MemoryRegistry:
    def __init__(self) -> None:
        self._tenants: dict[str, datetime] = {}
        self._entries: dict[str, KeyEntry] = {}
        self.digests: set[bytes] = set()

    def add_tenant(self, name: str, at: datetime) -> bool:
        if name in self._tenants:
            return False
        self._tenants[name] = at
        return True

    def tenants(self) -> list[str]:
        return sorted(self._tenants)

    def add_key(self, entry: KeyEntry, digest: bytes) -> None:
        self._entries[entry.key.id] = entry
        self.digests.add(digest)

    def entries(self) -> list[KeyEntry]:
        return list(self._entries.values())

    def revoke(self, key: str, at: datetime) -> None:
        self._entries[key] = replace(self._entries[key], revoked_at=at)


_: type[TenantRegistry] = MemoryRegistry
