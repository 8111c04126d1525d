"""Tenants and keys in both databases, and the ring by which servers know them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from service.application.access import key_format
from service.application.access.administration import Administration, KeyRequest
from service.errors import Unavailable
from service.storage.database.database import Database
from service.storage.database.group_committer import GroupCommitter
from service.storage.keys import key_store
from service.storage.keys.key_store import SqlKeyStore
from service.storage.keys.local_key import LocalKey
from service.storage.keys.registry import SqlRegistry
from service.storage.opening.postgres import open_postgres
from service.storage.opening.sqlite import open_sqlite
from tests.fakes.commit_observer import SilentCommitObserver
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
    assert access.tenants() == ["acme", "local"]
    assert access.entries() == [entry]
    access.revoke(entry.key.id)
    revoked_at = access.entries()[0].revoked_at
    assert revoked_at is not None
    assert revoked_at <= now()


def test_a_new_key_is_known_soon_and_a_revoked_one_unknown_soon(
    ring: SqlKeyStore, access: Administration
) -> None:
    entry, text = access.create_key(KeyRequest(tenant="acme", kind="pk_live", origins=[PAGE]))
    assert is_soon(lambda: ring.find(key_format.digest(text)) == entry.key)
    assert ring.knows_origin(PAGE)
    access.revoke(entry.key.id)
    assert is_soon(lambda: ring.find(key_format.digest(text)) is None)
    assert is_soon(lambda: not ring.knows_origin(PAGE))


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
