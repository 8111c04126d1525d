"""What was erased is gone, by whichever way: from files, logs, tombstones, retry rows and copies."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy.dialects import sqlite

from service import app
from service.model.profile import Profile
from service.storage.database.column_types import CompressedProfile
from tests.isolation import traces
from tests.isolation.world import Planted, World, profile
from tests.support.postgres import Postgres

LONG_AGO = timedelta(days=40)


class Late:
    """A clock that is late by as much as it is told."""

    by = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self.by


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Late:
    late = Late()
    monkeypatch.setattr(app, "_now", late)
    return late


@pytest.fixture(params=["sqlite", "postgres"])
def world(request: pytest.FixtureRequest, tmp_path: Path, clock: Late) -> Iterator[World]:
    world = World(tmp_path, request.getfixturevalue("postgres_url") if request.param == "postgres" else None)
    yield world
    world.close()


@pytest.fixture
def server(request: pytest.FixtureRequest, world: World) -> Postgres | None:
    """The server of this world's database, where it has one."""
    return request.getfixturevalue("postgres_server") if world.settings.database_url else None


def _left(world: World, server: Postgres | None) -> bytes:
    """Everything that a world has left behind, its log and its lists among it."""
    found = traces.files(world.settings.data_dir) + world.log.getvalue().encode()
    if world.settings.database_url is not None:
        assert server is not None
        found += traces.rows(server.superuser(world.settings.database_url))
    return found + json.dumps([[*name, read] for name, read in world.snapshot().items()]).encode()


def _organisation(world: World, size: int = 5) -> Planted:
    """An organisation with a past, whose assessments fill pages of their own."""
    server = world.callers["own sk_live"]
    first = world.plant(server)
    for _ in range(size):
        world.plant(server, first)
    return first


def _packed(mark: str) -> bytes:
    """A profile as its row holds it."""
    canonical = msgspec.json.encode(msgspec.convert(profile(mark), Profile))
    found = CompressedProfile().process_bind_param(canonical, sqlite.dialect())
    assert found is not None
    return found


def _held(left: bytes, *records: Planted) -> list[bool]:
    """Whether anything of each of these is left: its mark, or a piece of its profile that no other has."""
    packed = {record.token: _packed(record.token) for record in records}
    found = []
    for mark, own in packed.items():
        others = b"".join(other for token, other in packed.items() if token != mark)
        pieces = [own[at : at + 8] for at in range(len(own) - 8)]
        marks = [mark.encode(), *(piece for piece in pieces if piece not in others)]
        assert len(marks) > 3
        found.append(any(each in left or each.hex().encode() in left for each in marks))
    return found


def _settled(world: World) -> None:
    """An answer may come a moment before the log of the database is folded in."""
    assert world.send("GET", "/readyz", world.callers["none"]).status_code == 200


def test_an_erased_organisation_is_nowhere(world: World, server: Postgres | None) -> None:
    caller = world.callers["own sk_live"]
    kept, by_id, by_reference = (_organisation(world) for _ in range(3))
    before = _left(world, server)
    assert _held(before, kept, by_id, by_reference) == [True, True, True]
    # What is looked for is what is kept.
    assert all(_packed(each.token) in before for each in (kept, by_id, by_reference))
    listed = f"/v1/assessments?reference={by_id.reference}"
    for item in world.send("GET", listed, caller).json()["items"]:
        assert world.send("DELETE", f"/v1/assessments/{item['id']}", caller).status_code == 204
    path = f"/v1/assessments?reference={by_reference.reference}"
    assert world.send("DELETE", path, caller).json() == {"erased_count": 6}
    _settled(world)
    if server is None:
        # A copy that is taken afterwards is a file of the folder like any other.
        traces.command(world.settings.data_dir, None, "backup", str(world.settings.data_dir / "copy.db"))
    assert _held(_left(world, server), kept, by_id, by_reference) == [True, False, False]
    # A late retry says that it was erased, and brings nothing back.
    again = {"idempotency-key": by_id.idempotency_key}
    late = world.send("POST", "/v1/assessments", caller, headers=again, json=profile(by_id.token))
    assert late.status_code == 409
    assert _held(_left(world, server), kept, by_id, by_reference) == [True, False, False]


def test_what_is_purged_beside_a_working_server_is_nowhere(
    world: World, server: Postgres | None, clock: Late
) -> None:
    clock.by = LONG_AGO
    old, visited = _organisation(world), world.plant(world.callers["own pk_live"])
    tested = world.plant(world.callers["own sk_test"])
    clock.by = timedelta()
    kept = _organisation(world)
    everything = (kept, old, visited, tested)
    assert _held(_left(world, server), *everything) == [True] * 4
    folder, url = world.settings.data_dir, world.settings.database_url
    said = traces.command(folder, url, "purge", "--days", "30")
    assert said == "Assessments erased: 8; idempotency keys erased: 3.\n"
    assert _held(_left(world, server), *everything) == [True, False, False, False]


def test_what_somebody_still_read_while_it_was_erased_is_gone_soon_afterwards(
    tmp_path: Path, clock: Late
) -> None:
    world = World(tmp_path, None)
    try:
        record, other = _organisation(world), _organisation(world)
        reading = sqlite3.connect(f"file:{tmp_path / 'palier.db'}?mode=ro", uri=True, isolation_level=None)
        reading.execute("BEGIN")
        assert reading.execute("SELECT count(*) FROM assessments").fetchone() == (12,)
        path = f"/v1/assessments?reference={record.reference}"
        assert world.send("DELETE", path, world.callers["own sk_live"]).json() == {"erased_count": 6}
        reading.close()
        _settled(world)
        _settled(world)
        left = traces.files(tmp_path)
        assert _held(left, record, other) == [False, True]
    finally:
        world.close()
