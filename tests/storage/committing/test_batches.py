"""Grouped writes of several classes in one batch: few statements, and nobody fails for another's conflict."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from msgspec import Struct
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from service.storage.database.batches import WriteJob, execute
from service.storage.database.database import Database
from service.storage.database.group_committer import GroupCommitter
from service.storage.opening.sqlite import open_sqlite
from tests.fakes.commit_observer import SilentCommitObserver


class _Row(Struct, frozen=True):
    """A row of a table of its own; each class is grouped with its own kind."""

    key: str
    table: ClassVar[str]
    log: ClassVar[list[Any]] = []

    def __call__(self, connection: Connection) -> str:
        self.log.append((self.table, self.key))
        connection.execute(text(f"INSERT INTO {self.table} VALUES (:key)"), {"key": self.key})
        return self.key

    @property
    def order(self) -> tuple[str, ...]:
        return (self.key,)

    @classmethod
    def run_all(cls, connection: Connection, writes: Sequence["_Row"]) -> list[str]:
        keys = [write.key for write in writes]
        cls.log.append((cls.table, keys))
        connection.execute(text(f"INSERT INTO {cls.table} VALUES (:key)"), [{"key": key} for key in keys])
        return keys


class Lead(_Row, frozen=True):
    table: ClassVar[str] = "some_leads"


class Outbox(_Row, frozen=True):
    table: ClassVar[str] = "some_outbox"


@pytest.fixture
def database(tmp_path: Path) -> Any:
    opened = open_sqlite(tmp_path / "palier.db")
    with opened.transaction() as connection:
        for kind in (Lead, Outbox):
            connection.execute(text(f"CREATE TABLE {kind.table} (key TEXT PRIMARY KEY)"))
    _Row.log.clear()
    yield opened
    opened.close()


def batch_of(*writes: _Row) -> list[WriteJob]:
    """A batch in the order in which the committer would run it."""
    jobs = [WriteJob(work=write, grouped=write) for write in writes]
    return sorted([*jobs, WriteJob(work=lambda _: "plain")], key=lambda job: job.order)


def stored(database: Database) -> dict[str, list[str]]:
    with database.reading.connect() as connection:
        return {
            kind.table: list(connection.execute(text(f"SELECT key FROM {kind.table} ORDER BY key")).scalars())
            for kind in (Lead, Outbox)
        }


def test_each_class_shares_its_statements_in_the_order_of_class_and_key(database: Database) -> None:
    batch = batch_of(Outbox("b"), Lead("z"), Outbox("a"), Lead("y"))
    with database.writing.connect() as connection:
        assert execute(connection, batch) == ["y", "z", "a", "b", "plain"]
    assert _Row.log == [("some_leads", ["y", "z"]), ("some_outbox", ["a", "b"])]
    assert stored(database) == {"some_leads": ["y", "z"], "some_outbox": ["a", "b"]}


def test_a_conflict_in_one_class_fails_its_own_write_alone(database: Database) -> None:
    batch = batch_of(Outbox("b"), Lead("z"), Outbox("a"), Lead("y"), Outbox("a"))
    with database.writing.connect() as connection:
        outcomes = execute(connection, batch)
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == ["y", "z", "a", "b", "plain"]
    (failed,) = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert isinstance(failed.__cause__, IntegrityError)
    assert outcomes.index(failed) == 3
    # Grouped first, then one by one in a shared transaction, then each in its own.
    alone = [("some_leads", "y"), ("some_leads", "z"), ("some_outbox", "a"), ("some_outbox", "a")]
    grouped = [("some_leads", ["y", "z"]), ("some_outbox", ["a", "a", "b"])]
    assert _Row.log == [*grouped, *alone, *alone, ("some_outbox", "b")]
    assert stored(database) == {"some_leads": ["y", "z"], "some_outbox": ["a", "b"]}


def test_the_committer_groups_any_class_of_writes(database: Database) -> None:
    committer = GroupCommitter(database.writing, database.guard, SilentCommitObserver())

    async def write() -> list[Any]:
        with database.guard:
            # Nothing is committed until all of them wait.
            waiting = [
                committer.submit_grouped(write)
                for write in (Outbox("b"), Lead("z"), Outbox("a"), Lead("y"), Outbox("a"))
            ]
        return await asyncio.gather(*waiting, return_exceptions=True)

    outcomes = asyncio.run(write())
    committer.close()
    assert [outcome for outcome in outcomes if isinstance(outcome, str)] in (
        ["b", "z", "a", "y"],
        ["b", "z", "y", "a"],
    )
