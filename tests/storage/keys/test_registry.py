"""Tenants and keys in both databases, and the ring by which servers know them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from service.application.access import key_format
from service.application.access.administration import Administration, KeyRequest
from service.errors import NotDone, Unavailable
from service.storage.database.database import Database
from service.storage.database.group_committer import GroupCommitter
from service.storage.keys import key_store
from service.storage.keys.key_store import SqlKeyStore
from service.storage.keys.local_key import LocalKey
from service.storage.keys.registry import SqlRegistry, valid_keys
from service.storage.maintenance.tenants import delete_tenant
from service.storage.opening.postgres import open_postgres
from service.storage.opening.sqlite import open_sqlite
from tests.fakes.commit_observer import SilentCommitObserver
from tests.support.opening import opened_twice
from tests.support.waiting import is_soon

LOCAL = key_format.make_key("sk_live")
PAGE = "https://www.example.org"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        opened = open_sqlite(tmp_path / "palier.db")
    else:
        opened = open_postgres(request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()


@pytest.fixture
def access(database: Database) -> Administration:
    administration = Administration(SqlRegistry(database), now)
    administration.create_tenant("acme")
    return administration


@pytest.fixture
def ring(database: Database) -> Iterator[SqlKeyStore]:
    writer = GroupCommitter(database.writing, database.guard, SilentCommitObserver())
    opened = SqlKeyStore(LocalKey(LOCAL), database, writer, now)
    yield opened
    opened.close()
    writer.close()


def test_what_was_made_is_listed_as_it_was_made(database: Database, access: Administration) -> None:
    entry, _ = access.create_key(KeyRequest(tenant="acme", kind="pk_live", origins=[PAGE], label="é · 1"))
    assert list(access.owners()) == ["acme", "local"]
    assert access.entries() == [entry]
    access.revoke(entry.key.id)
    revoked_at = access.entries()[0].revoked_at
    assert revoked_at is not None
    assert revoked_at <= now()


def test_a_key_revoked_by_a_clock_that_was_ahead_opens_nothing(database: Database) -> None:
    ahead = Administration(SqlRegistry(database), lambda: now() + timedelta(days=400))
    ahead.create_tenant("acme")
    first, text = ahead.create_key(KeyRequest(tenant="acme"))
    second, other = ahead.create_key(KeyRequest(tenant="acme"))
    ahead.revoke(first.key.id)
    ahead.rotate(second.key.id, timedelta(0))
    with database.reading.connect() as connection:
        valid = valid_keys(connection, now())
    assert not {key_format.digest(text), key_format.digest(other)} & set(valid)
    with pytest.raises(NotDone, match="revoked already"):
        ahead.revoke(first.key.id)


def test_a_tenant_is_its_own_owner_unless_another_is_named(
    database: Database, access: Administration
) -> None:
    access.create_tenant("acme-north", "acme")
    assert access.owners() == {"acme": None, "acme-north": "acme", "local": None}
    access.rename_tenant("acme", "acme-sa")
    access.create_tenant("acme-south", "acme-sa")
    assert access.owners()["acme-north"] == access.owners()["acme-south"] == "acme-sa"
    with pytest.raises(NotDone, match="cannot be a tenant"):
        access.create_tenant("acme-west", "Acme & Sons")


def test_a_new_key_is_known_soon_and_a_revoked_one_unknown_soon(
    ring: SqlKeyStore, access: Administration
) -> None:
    entry, text = access.create_key(KeyRequest(tenant="acme", kind="pk_live", origins=[PAGE]))
    assert is_soon(lambda: ring.find(key_format.digest(text)) == entry.key)
    access.revoke(entry.key.id)
    assert is_soon(lambda: ring.find(key_format.digest(text)) is None)


def test_a_name_that_a_tenant_has_or_had_is_no_other_s(access: Administration) -> None:
    access.create_tenant("other")
    access.rename_tenant("acme", "acme-sa")
    assert list(access.owners()) == ["acme-sa", "local", "other"]
    for taken in ("acme", "acme-sa", "local"):
        with pytest.raises(NotDone, match="already"):
            access.create_tenant(taken)
        with pytest.raises(NotDone, match="already"):
            access.rename_tenant("other", taken)
    with pytest.raises(NotDone, match="called “acme-sa” now"):
        access.create_key(KeyRequest(tenant="acme"))
    entry, _ = access.create_key(KeyRequest(tenant="acme-sa"))
    assert access.entries("acme-sa") == [entry]
    assert (entry.key.tenant_name, entry.key.space) == ("acme-sa", "acme")
    access.rename_tenant("acme-sa", "acme")
    assert list(access.owners()) == ["acme", "local", "other"]


def test_a_server_soon_knows_a_tenant_by_its_new_name_and_a_deleted_one_no_more(
    database_place: Path | str,
) -> None:
    server, command = opened_twice(database_place)
    writer = GroupCommitter(server.writing, server.guard, SilentCommitObserver())
    ring = SqlKeyStore(LocalKey(LOCAL), server, writer, now)
    access = Administration(SqlRegistry(command), now)
    access.create_tenant("acme")
    _, text = access.create_key(KeyRequest(tenant="acme"))

    def found() -> tuple[str, str] | None:
        key = ring.find(key_format.digest(text))
        return None if key is None else (key.tenant_name, key.space)

    assert is_soon(lambda: found() == ("acme", "acme"))
    access.rename_tenant("acme", "acme-sa")
    assert is_soon(lambda: found() == ("acme-sa", "acme"))
    delete_tenant(command, "acme", now(), settle_seconds=0)
    assert is_soon(lambda: found() is None)
    assert (list(access.owners()), access.entries()) == (["local"], [])
    ring.close()
    writer.close()
    command.close()
    server.close()


def test_a_server_whose_clock_is_behind_admits_no_key_of_a_tenant_that_is_being_deleted(
    database: Database, access: Administration, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = access.create_key(KeyRequest(tenant="acme"))
    admitted: list[bool] = []

    def find(_: float) -> None:
        with database.reading.connect() as connection:
            valid = valid_keys(connection, now() - timedelta(hours=1))
        admitted.append(key_format.digest(key) in valid)

    # While what is under way ends.
    monkeypatch.setattr("service.storage.maintenance.tenants.time.sleep", find)
    delete_tenant(database, "acme", now())
    assert admitted == [False]


def test_a_key_past_its_grace_is_unknown_at_once(ring: SqlKeyStore, access: Administration) -> None:
    entry, old = access.create_key(KeyRequest(tenant="acme"))
    assert is_soon(lambda: ring.find(key_format.digest(old)) is not None)
    _, new, _ = access.rotate(entry.key.id, timedelta(seconds=2))
    assert is_soon(lambda: ring.find(key_format.digest(new)) is not None)
    assert is_soon(lambda: ring.find(key_format.digest(old)) is None)


def test_the_local_key_holds_beside_all_others(ring: SqlKeyStore) -> None:
    key = ring.find(key_format.digest(LOCAL))
    assert key is not None
    assert key.tenant == "local"
    assert ring.find(key_format.digest(key_format.make_key("sk_live"))) is None


def test_a_ring_that_cannot_be_read_anew_honours_no_key_for_long(
    ring: SqlKeyStore, access: Administration, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = access.create_key(KeyRequest(tenant="acme"))
    assert is_soon(lambda: ring.find(key_format.digest(key)) is not None)
    monkeypatch.setattr(key_store, "_STALE_SECONDS", 0.7)
    with database.transaction() as connection:
        connection.execute(text("ALTER TABLE keys RENAME TO hidden"))

    def refuses() -> bool:
        try:
            ring.find(key_format.digest(key))
        except Unavailable:
            return True
        return False

    assert is_soon(refuses)
    assert ring.find(key_format.digest(LOCAL)) is not None
    with database.transaction() as connection:
        connection.execute(text("ALTER TABLE hidden RENAME TO keys"))
    assert is_soon(lambda: not refuses())


def test_when_a_key_was_last_used_is_kept(database: Database, access: Administration) -> None:
    entry, key = access.create_key(KeyRequest(tenant="acme"))
    access.create_key(KeyRequest(tenant="acme"))
    writer = GroupCommitter(database.writing, database.guard, SilentCommitObserver())
    ring, before = SqlKeyStore(LocalKey(LOCAL), database, writer, now), now()
    ring.find(key_format.digest(key))
    ring.close()
    writer.close()
    used = {entry.key.id: entry.last_used_at for entry in access.entries()}
    last = used.pop(entry.key.id)
    assert last is not None
    assert before <= last <= now()
    assert list(used.values()) == [None]


def test_no_row_holds_a_key(database: Database, access: Administration) -> None:
    _, key = access.create_key(KeyRequest(tenant="acme"))
    with database.reading.connect() as connection:
        rows = connection.execute(text("SELECT * FROM keys")).all()
    assert key not in repr(rows)
    assert key_format.digest(key) in [bytes(row[0]) for row in rows]
