"""Tenants and keys in the database. Imports the tables and the ports.

The operator's commands write here, each in a transaction of its own; servers read every second.
"""

from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Connection, RowMapping, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.application.ports.key_store import Key, Scope
from service.application.ports.registry import KeyEntry
from service.storage.database.database import Database
from service.storage.database.readers import read
from service.storage.database.tables import Base

_TENANTS: Table = Base.metadata.tables["tenants"]
_KEYS: Table = Base.metadata.tables["keys"]


class SqlRegistry:
    """The registry port on an opened database; see ``service.application.ports.Registry``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_tenant(self, name: str, at: datetime) -> bool:
        """Keep a tenant; tell whether it is new."""
        try:
            with self._database.transaction() as connection:
                connection.execute(insert(_TENANTS), {"name": name, "created_at": at})
        except IntegrityError:
            return False
        return True

    def tenants(self) -> list[str]:
        """Return the names of all tenants, sorted."""
        query = select(_TENANTS.c.name).order_by(_TENANTS.c.name)
        return read(self._database.reading, lambda connection: list(connection.execute(query).scalars()))

    def add_key(self, entry: KeyEntry, digest: bytes) -> None:
        """Keep a key by the digest of its text."""
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
        """Return every key that was ever made, oldest first."""
        query = select(_KEYS).order_by(_KEYS.c.created_at, _KEYS.c.id)
        return read(
            self._database.reading,
            lambda connection: [_entry(row) for row in connection.execute(query).mappings()],
        )

    def revoke(self, key: str, at: datetime) -> None:
        """Let the key with this id end at this moment."""
        with self._database.transaction() as connection:
            connection.execute(update(_KEYS).where(_KEYS.c.id == key).values(revoked_at=at))


def live_keys(connection: Connection, now: datetime) -> dict[bytes, tuple[Key, datetime | None]]:
    """Every key that is not revoked yet, by its digest, and when it will be."""
    live = _KEYS.c.revoked_at.is_(None) | (_KEYS.c.revoked_at > now)
    rows = connection.execute(select(_KEYS).where(live)).mappings()
    return {bytes(row["digest"]): (_key(row), row["revoked_at"]) for row in rows}


def note_use(connection: Connection, used: dict[str, datetime]) -> None:
    """Keep when keys were last used, by their ids."""
    for key, at in sorted(used.items()):
        connection.execute(update(_KEYS).where(_KEYS.c.id == key).values(last_used_at=at))


def _entry(row: RowMapping) -> KeyEntry:
    return KeyEntry(
        key=_key(row),
        label=row["label"],
        created_at=row["created_at"],
        revoked_at=row["revoked_at"],
        last_used_at=row["last_used_at"],
    )


def _key(row: RowMapping) -> Key:
    known: tuple[Any, ...] = get_args(Scope)
    return Key(
        id=row["id"],
        tenant=row["tenant"],
        kind=row["kind"],
        scopes=frozenset(scope for scope in known if scope in row["scopes"].split()),
        origins=frozenset(row["origins"].split()),
    )
