"""The one writer, when its database hangs, fails to be counted, or cannot finish an erasure at once."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_bytes
from threading import Event
from time import monotonic
from typing import NoReturn

import pytest
from sqlalchemy import Connection, text

from service.errors import OutcomeUnknown, Unavailable
from service.storage.database import group_committer
from service.storage.database.database import Database
from service.storage.database.group_committer import GroupCommitter
from service.storage.opening.postgres import open_postgres
from service.storage.opening.sqlite import open_sqlite
from tests.fakes.commit_observer import SilentCommitObserver
from tests.support.asking import await_call
from tests.support.opening import opened_sqlite
from tests.support.records import record, timestamp
from tests.support.waiting import PATIENCE, is_soon

Runner = asyncio.Runner
SECONDS = 0.2


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_sqlite(tmp_path / "palier.db")
    with opened.transaction() as connection:
        connection.execute(text("CREATE TABLE kept (value TEXT)"))
    yield opened
    opened.close()


def insert(value: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(text("INSERT INTO kept VALUES (:value)"), {"value": value})
        return value

    return work


def kept(database: Database) -> list[str]:
    with database.reading.connect() as connection:
        return list(connection.execute(text("SELECT value FROM kept ORDER BY value")).scalars())


def test_a_result_is_waited_for_only_so_long_and_what_has_not_begun_is_never_done(
    database: Database,
) -> None:
    committer = GroupCommitter(
        database.writing, database.guard, SilentCommitObserver(), result_seconds=SECONDS
    )
    begun, release = Event(), Event()

    def hang(connection: Connection) -> str:
        begun.set()
        release.wait(PATIENCE)
        return insert("begun")(connection)

    async def ask() -> None:
        first = asyncio.ensure_future(committer.submit(hang))
        await asyncio.to_thread(begun.wait, PATIENCE)
        queued = committer.submit(insert("queued"))
        for waiting in (first, queued):
            with pytest.raises(OutcomeUnknown):
                await waiting
        while not committer._has_worked_for(SECONDS):
            await asyncio.sleep(0.01)
        # While it hangs, nobody waits at all.
        for _ in range(5000):
            with pytest.raises(Unavailable, match="nothing was begun"):
                committer.submit(insert("refused"))
        assert committer.queue_length() == 1
        release.set()
        while committer._has_worked_for(0.0):
            await asyncio.sleep(0.01)
        assert await committer.submit(insert("after")) == "after"

    asyncio.run(asyncio.wait_for(ask(), PATIENCE))
    committer.close()
    assert kept(database) == ["after", "begun"]


def test_what_cannot_be_counted_does_not_end_the_writer(database: Database) -> None:
    class Defective:
        def committed(self, *_: object) -> NoReturn:
            raise OSError("no space left on device")

    committer = GroupCommitter(database.writing, database.guard, Defective())

    async def ask() -> list[str]:
        return [await committer.submit(insert(value)) for value in ("a", "b", "c")]

    assert asyncio.run(asyncio.wait_for(ask(), PATIENCE)) == ["a", "b", "c"]
    committer.close()


def test_a_session_that_hangs_for_long_is_given_up_and_another_one_works(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_committer, "_SEVER_SECONDS", SECONDS)
    database = open_postgres(postgres_url)
    committer = GroupCommitter(
        database.writing,
        database.guard,
        SilentCommitObserver(),
        sever=database.sever,
        result_seconds=SECONDS,
    )

    def sleep(connection: Connection) -> None:
        connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": 4 * PATIENCE})

    async def ask() -> str:
        with pytest.raises(OutcomeUnknown):
            await committer.submit(sleep)
        while True:
            try:
                return await committer.submit(lambda _: "after")
            except Unavailable:
                await asyncio.sleep(0.02)

    assert asyncio.run(asyncio.wait_for(ask(), PATIENCE)) == "after"
    committer.close()
    database.close()


def test_a_writer_that_hangs_is_given_up_at_the_end(postgres_url: str) -> None:
    database = open_postgres(postgres_url)
    committer = GroupCommitter(
        database.writing,
        database.guard,
        SilentCommitObserver(),
        sever=database.sever,
        result_seconds=SECONDS,
    )

    async def ask() -> None:
        with pytest.raises(OutcomeUnknown):
            await committer.submit(lambda connection: connection.execute(text("SELECT pg_sleep(10000)")))
        while not committer._has_worked_for(SECONDS):
            await asyncio.sleep(0.01)

    asyncio.run(ask())
    began = monotonic()
    committer.close()
    assert monotonic() - began < PATIENCE
    database.close()


def test_what_was_erased_while_somebody_read_leaves_the_log_by_itself(tmp_path: Path, runner: Runner) -> None:
    stores, canary = opened_sqlite(tmp_path / "palier.db"), token_bytes(300)
    stored = record(profile=canary)
    await_call(runner, stores.assessments.insert, stored, None)
    reader = sqlite3.connect(tmp_path / "palier.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM assessments").fetchone()
    assert await_call(runner, stores.assessments.erase, "one", stored.id, timestamp(60))

    def holds_it() -> bool:
        return canary in b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert holds_it()
    await_call(runner, stores.assessments.insert, record(1), None)
    assert holds_it()
    reader.execute("ROLLBACK")
    reader.close()
    # Nothing else is written.
    assert is_soon(lambda: not holds_it())
    stores.close()
