"""Tenants and keys in the database. Commands write them, each in its own transaction; servers poll them."""

import secrets
from datetime import datetime
from typing import Any, NamedTuple, get_args

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.application.ports.key_store import Key, Scope
from service.application.ports.registry import KeyEntry
from service.application.spaces import spaces_of
from service.storage.database.database import Database
from service.storage.database.readers import read
from service.storage.database.tables import KeyRow, TenantRow, table
from service.storage.keys.tenant_data import empty

_TENANTS = table(TenantRow)
_KEYS = table(KeyRow)
_DIGEST_SIZE = 32
_WITH_TENANT = select(_KEYS, _TENANTS.c.renamed_to).join(_TENANTS, _TENANTS.c.name == _KEYS.c.tenant)


class ValidKey(NamedTuple):
    """A key that is not revoked yet, and when it will be, if that is known."""

    key: Key
    revoked_at: datetime | None


class SqlRegistry:
    """See ``service.application.ports.registry.TenantRegistry``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_tenant(self, name: str, at: datetime, owner: str | None = None) -> bool:
        """Store a tenant, by default its own owner, and return whether it is new; it starts without data."""
        row = {"name": name, "created_at": at, "owner": owner or name}
        try:
            with self._database.transaction() as connection:
                if connection.execute(select(_TENANTS).where(_TENANTS.c.renamed_to == name)).first():
                    return False
                connection.execute(insert(_TENANTS), row)
                for space in spaces_of(name):
                    # A server that was cut off from the registry may have stored something after the deletion
                    # of a tenant that had this name.
                    empty(connection, space)
        except IntegrityError:
            return False
        return True

    def tenants(self) -> dict[str, str]:
        """Return what each tenant is called, by the name under which its data is stored."""
        query = select(_TENANTS.c.name, _TENANTS.c.renamed_to).order_by(_TENANTS.c.name)
        return read(
            self._database.reading,
            lambda connection: {name: renamed or name for name, renamed in connection.execute(query)},
        )

    def rename_tenant(self, tenant: str, name: str) -> bool:
        """Call a tenant by another name; return whether no other tenant has or had it.

        Its data, keys and votes bear the name under which they are stored, so nothing else changes.
        """
        others = select(_TENANTS).where(_TENANTS.c.name == name, _TENANTS.c.name != tenant)
        renamed_to = None if name == tenant else name
        try:
            with self._database.transaction() as connection:
                if connection.execute(others).first():
                    return False
                renaming = update(_TENANTS).where(_TENANTS.c.name == tenant)
                connection.execute(renaming.values(renamed_to=renamed_to))
        except IntegrityError:
            return False
        return True

    def owners(self) -> dict[str, str]:
        """Return the owner of every tenant, sorted by the tenant's name."""
        query = select(_TENANTS.c.name, _TENANTS.c.owner).order_by(_TENANTS.c.name)
        return read(
            self._database.reading,
            lambda connection: {row.name: row.owner for row in connection.execute(query)},
        )

    def add_key(self, entry: KeyEntry, digest: bytes) -> None:
        """Store a key under the SHA-256 of its text."""
        key = entry.key
        row = {
            "digest": digest,
            "id": key.id,
            "tenant": key.tenant,
            "kind": key.kind,
            "scopes": " ".join(sorted(key.scopes)),
            "origins": " ".join(sorted(key.origins)),
            "label": entry.label,
            "created_at": entry.created_at,
        }
        with self._database.transaction() as connection:
            connection.execute(insert(_KEYS), row)

    def entries(self) -> list[KeyEntry]:
        """Return every key ever created, oldest first."""
        query = _WITH_TENANT.order_by(_KEYS.c.created_at, _KEYS.c.id)
        return read(
            self._database.reading,
            lambda connection: [_entry_of(row) for row in connection.execute(query).mappings()],
        )

    def revoke(self, key: str, at: datetime) -> None:
        """Revoke the key with this id now.

        Its digest is forgotten: were ``at`` compared with a clock that is behind, the key would still open.
        """
        forgotten = {"digest": unknown_digest(), "revoked_at": at}
        with self._database.transaction() as connection:
            connection.execute(update(_KEYS).where(_KEYS.c.id == key).values(forgotten))

    def end_later(self, key: str, at: datetime) -> None:
        """Revoke the key with this id from ``at`` on."""
        with self._database.transaction() as connection:
            connection.execute(update(_KEYS).where(_KEYS.c.id == key).values(revoked_at=at))


def unknown_digest() -> bytes:
    """Return the digest of no key, to forget one by."""
    return secrets.token_bytes(_DIGEST_SIZE)


def tenant_names(connection: Connection) -> list[str]:
    """Return the names of all tenants, sorted."""
    return list(connection.execute(select(_TENANTS.c.name).order_by(_TENANTS.c.name)).scalars())


def valid_keys(connection: Connection, now: datetime) -> dict[bytes, ValidKey]:
    """Return every key that is not revoked yet, by its digest."""
    is_valid = _KEYS.c.revoked_at.is_(None) | (_KEYS.c.revoked_at > now)
    rows = connection.execute(_WITH_TENANT.where(is_valid)).mappings()
    return {bytes(row["digest"]): ValidKey(_key_of(row), row["revoked_at"]) for row in rows}


def record_use(connection: Connection, last_used: dict[str, datetime]) -> None:
    """Store when keys were last used, by their ids."""
    for key, at in sorted(last_used.items()):
        connection.execute(update(_KEYS).where(_KEYS.c.id == key).values(last_used_at=at))


def _entry_of(row: RowMapping) -> KeyEntry:
    return KeyEntry(
        key=_key_of(row),
        label=row["label"],
        created_at=row["created_at"],
        revoked_at=row["revoked_at"],
        last_used_at=row["last_used_at"],
    )


def _key_of(row: RowMapping) -> Key:
    # Scopes of a later release are ignored.
    scopes: tuple[Any, ...] = get_args(Scope)
    return Key(
        id=row["id"],
        tenant=row["tenant"],
        kind=row["kind"],
        scopes=frozenset(scope for scope in scopes if scope in row["scopes"].split()),
        origins=frozenset(row["origins"].split()),
        renamed_to=row["renamed_to"],
    )
