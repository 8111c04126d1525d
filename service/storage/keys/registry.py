"""Tenants and keys in the database. Commands write them, each in its own transaction; servers poll them."""

from datetime import datetime
from typing import Any, NamedTuple, get_args

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.application.ports.key_store import Key, Scope
from service.application.ports.registry import KeyEntry
from service.storage.database.database import Database
from service.storage.database.readers import read
from service.storage.database.tables import KeyRow, TenantRow, table

_TENANTS = table(TenantRow)
_KEYS = table(KeyRow)


class ValidKey(NamedTuple):
    """A key that is not revoked yet, and when it will be, if that is known."""

    key: Key
    revoked_at: datetime | None


class SqlRegistry:
    """See ``service.application.ports.registry.TenantRegistry``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_tenant(self, name: str, at: datetime) -> bool:
        """Store a tenant and return whether it is new."""
        try:
            with self._database.transaction() as connection:
                connection.execute(insert(_TENANTS), {"name": name, "created_at": at})
        except IntegrityError:
            return False
        return True

    def tenants(self) -> list[str]:
        """Return the names of all tenants, sorted."""
        return read(self._database.reading, tenant_names)

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
        query = select(_KEYS).order_by(_KEYS.c.created_at, _KEYS.c.id)
        return read(
            self._database.reading,
            lambda connection: [_entry_of(row) for row in connection.execute(query).mappings()],
        )

    def revoke(self, key: str, at: datetime) -> None:
        """Revoke the key with this id from ``at`` on."""
        with self._database.transaction() as connection:
            connection.execute(update(_KEYS).where(_KEYS.c.id == key).values(revoked_at=at))


def tenant_names(connection: Connection) -> list[str]:
    """Return the names of all tenants, sorted."""
    return list(connection.execute(select(_TENANTS.c.name).order_by(_TENANTS.c.name)).scalars())


def valid_keys(connection: Connection, now: datetime) -> dict[bytes, ValidKey]:
    """Return every key that is not revoked yet, by its digest."""
    is_valid = _KEYS.c.revoked_at.is_(None) | (_KEYS.c.revoked_at > now)
    rows = connection.execute(select(_KEYS).where(is_valid)).mappings()
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
    )
