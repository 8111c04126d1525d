"""Tenants and keys in dictionaries."""

from datetime import datetime

from msgspec.structs import replace

from service.application.ports.registry import KeyEntry, TenantRegistry


class MemoryRegistry:
    def __init__(self) -> None:
        # What each tenant is called, by the name that it was created with.
        self._tenants: dict[str, str] = {}
        self._owners: dict[str, str] = {}
        self._entries: dict[str, KeyEntry] = {}
        self.digests: dict[str, bytes] = {}

    def add_tenant(self, name: str, _: datetime, owner: str | None = None) -> bool:
        if name in self._taken():
            return False
        self._tenants[name] = name
        self._owners[name] = owner or name
        return True

    def tenants(self) -> dict[str, str]:
        return dict(self._tenants)

    def rename_tenant(self, tenant: str, name: str) -> bool:
        if name in self._taken() - {tenant, self._tenants[tenant]}:
            return False
        self._tenants[tenant] = name
        return True

    def _taken(self) -> set[str]:
        return {*self._tenants, *self._tenants.values()}

    def owners(self) -> dict[str, str]:
        return dict(sorted(self._owners.items()))

    def add_key(self, entry: KeyEntry, digest: bytes) -> None:
        self._entries[entry.key.id] = entry
        self.digests[entry.key.id] = digest

    def entries(self) -> list[KeyEntry]:
        return [_named(entry, self._tenants) for entry in self._entries.values()]

    def revoke(self, key: str, at: datetime) -> None:
        del self.digests[key]
        self.end_later(key, at)

    def end_later(self, key: str, at: datetime) -> None:
        self._entries[key] = replace(self._entries[key], revoked_at=at)


def _named(entry: KeyEntry, tenants: dict[str, str]) -> KeyEntry:
    called = tenants[entry.key.tenant]
    renamed_to = None if called == entry.key.tenant else called
    return replace(entry, key=replace(entry.key, renamed_to=renamed_to))


_: type[TenantRegistry] = MemoryRegistry
