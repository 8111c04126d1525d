"""Deletes a tenant and everything of it, beside running servers.

What is stored goes in small transactions, so that servers go on meanwhile, and the tenant itself in the last
one. A deletion that breaks off has ended the keys, and is completed by repeating it.
"""

import time
from datetime import datetime, timedelta
from secrets import token_hex
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, true, update

from service.application.spaces import EVERYBODY, Space, spaces_of
from service.norms.release import State
from service.storage.assessments import rollups
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.readers import read
from service.storage.database.tables import (
    IdempotencyRow,
    KeyRow,
    NormStateRow,
    RecordRow,
    TenantRow,
    VoteRow,
    table,
)
from service.storage.keys.registry import unknown_digest
from service.storage.keys.tenant_data import TABLES, delete_some, empty
from service.storage.norms.norm_repository import decode_state, encode_state

# Servers read the keys twice a second: then the last request that a key of the tenant admitted has ended.
SETTLE_SECONDS = 2.0
_BATCH_SIZE = 500
_KEYS, _TENANTS, _STATES = table(KeyRow), table(TenantRow), table(NormStateRow)
_VOTES = table(VoteRow)
_COUNTED: dict[str, tuple[Table, ColumnElement[bool]]] = {
    "assessments": (table(RecordRow), true()),
    "idempotency_keys": (table(IdempotencyRow), true()),
    "votes": (_VOTES, _VOTES.c.bins.is_not(None)),
}
_FORGOTTEN = "deleted:"


class Holdings(Struct, frozen=True, kw_only=True):
    """What there is of a tenant: assessments and idempotency keys of live and test keys, votes, keys.

    ``last_used_at`` is when one of its keys was last used, None if never.
    """

    assessments: int
    idempotency_keys: int
    votes: int
    keys: int
    last_used_at: datetime | None


class Deleted(NamedTuple):
    """What went; ``checkpointed`` is False if an embedded database's log still has it."""

    holdings: Holdings
    checkpointed: bool


def holdings_of(database: Database, tenant: str) -> Holdings:
    """Count what there is of a tenant."""
    query = select(func.count(), func.max(_KEYS.c.last_used_at)).where(_KEYS.c.tenant == tenant)

    def count(connection: Connection) -> Holdings:
        counts = dict.fromkeys(_COUNTED, 0)
        for space in spaces_of(tenant):
            isolation.bind_tenant(connection, space, timeout="600s")
            for name, (stored, counts_if) in _COUNTED.items():
                counted = select(func.count()).where(isolation.owned_by(stored, space), counts_if)
                counts[name] += connection.execute(counted).scalar_one()
        keys, last_used_at = connection.execute(query).one()
        return Holdings(**counts, keys=keys, last_used_at=last_used_at)

    return read(database.reading, count)


def delete_tenant(
    database: Database, tenant: str, now: datetime, settle_seconds: float = SETTLE_SECONDS
) -> Deleted:
    """Delete a tenant and everything of it."""
    started = time.monotonic()
    is_settled = _end_keys(database, tenant, now, now - timedelta(seconds=settle_seconds))
    holdings = holdings_of(database, tenant)
    for space in spaces_of(tenant):
        for stored in TABLES:
            while _delete_batch(database, space, stored) == _BATCH_SIZE:
                continue
    if not is_settled:
        time.sleep(max(started + settle_seconds - time.monotonic(), 0))
    with database.transaction() as connection:
        # Whoever publishes a norm with this tenant has ended, or finds it gone.
        connection.execute(select(_TENANTS).where(_TENANTS.c.name == tenant).with_for_update())
        for space in spaces_of(tenant):
            rollups.lock(connection, space)
            # What requests stored that were under way.
            empty(connection, space)
        connection.execute(delete(_KEYS).where(_KEYS.c.tenant == tenant))
        connection.execute(delete(_TENANTS).where(_TENANTS.c.name == tenant))
        _forget_in_norms(connection)
    return Deleted(holdings, database.run_checkpoint())


def _end_keys(database: Database, tenant: str, now: datetime, before: datetime) -> bool:
    """End the tenant's keys; return whether all had ended before a timestamp.

    Their digests are forgotten: on a server whose clock is behind, the keys would still open.
    """
    owned, never = _KEYS.c.tenant == tenant, _KEYS.c.revoked_at.is_(None)
    lately = select(_KEYS.c.id).where(owned, never | (_KEYS.c.revoked_at >= before))
    with database.transaction() as connection:
        is_settled = connection.execute(lately).first() is None
        valid = never | (_KEYS.c.revoked_at > now)
        connection.execute(update(_KEYS).where(owned, valid).values(revoked_at=now))
        for key in connection.execute(select(_KEYS.c.id).where(owned)).scalars().all():
            connection.execute(update(_KEYS).where(_KEYS.c.id == key).values(digest=unknown_digest()))
        return is_settled


def _delete_batch(database: Database, space: Space, stored: Table) -> int:
    with database.transaction() as connection:
        return delete_some(connection, space, stored, _BATCH_SIZE)


def _forget_in_norms(connection: Connection) -> None:
    """Replace the names of owners that are no more in the private state of the release rule.

    Their frozen votes must still be told from others', until an edition replaces them.
    """
    known = {name for row in connection.execute(select(_TENANTS)) for name in row if isinstance(name, str)}
    isolation.bind_tenant(connection, EVERYBODY)
    for row in connection.execute(select(_STATES).where(isolation.owned_by(_STATES, EVERYBODY))).all():
        state = decode_state(row.state)
        owners = {owner for leaf in state.leaves.values() for owner in leaf.owners}
        gone = (owner for owner in owners - known if not owner.startswith(_FORGOTTEN))
        names = {owner: f"{_FORGOTTEN}{token_hex(8)}" for owner in gone}
        if names:
            same = (isolation.owned_by(_STATES, EVERYBODY), _STATES.c.methodology == row.methodology)
            renamed = encode_state(_renamed(state, names))
            connection.execute(update(_STATES).where(*same).values(state=renamed))


def _renamed(state: State, names: dict[str, str]) -> State:
    """The same state with other names of owners, each by the same new one everywhere."""
    leaves = {
        leaf: replace(
            published, owners={names.get(owner, owner): votes for owner, votes in published.owners.items()}
        )
        for leaf, published in state.leaves.items()
    }
    return State(state.cells, leaves)
