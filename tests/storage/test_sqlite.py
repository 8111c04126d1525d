"""The embedded stores alone: its file, its locks, its schema, and what it says when the disk fails."""

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from secrets import token_bytes
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from service.application.ports.assessment_store import AssessmentFilter, AssessmentRecord
from service.errors import InvalidSetting, Unavailable
from service.storage.database.tables import Base
from service.storage.opening.stores import Stores
from tests.support.asking import await_call
from tests.support.opening import opened_sqlite
from tests.support.records import idempotency, record, timestamp
from tests.support.waiting import PATIENCE

Runner = asyncio.Runner


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path, runner: Runner) -> None:
    stored = record()
    stores = opened_sqlite(tmp_path / "palier.db")
    await_call(runner, stores.assessments.insert, stored, idempotency())
    stores.close()
    assert {file.name for file in tmp_path.iterdir()} == {"palier.db", "palier.db.lock", "palier.db.server"}
    again = opened_sqlite(tmp_path / "palier.db")
    assert await_call(runner, again.assessments.find, "one", stored.id) == stored
    assert await_call(runner, again.assessments.insert, record(1), idempotency()).record == stored
    again.close()


def test_migrations_make_exactly_the_tables_that_the_code_describes(tmp_path: Path) -> None:
    opened_sqlite(tmp_path / "palier.db").close()
    with create_engine(f"sqlite:///{tmp_path / 'palier.db'}").connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_second_server_on_the_same_folder_is_told_so(tmp_path: Path) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    with pytest.raises(InvalidSetting, match="another server"):
        opened_sqlite(tmp_path / "palier.db")
    stores.close()
    opened_sqlite(tmp_path / "palier.db").close()


def test_a_row_that_cannot_be_kept_fails_alone(tmp_path: Path, runner: Runner) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    good, twice = [record(minute) for minute in range(20)], record(30)

    async def all_at_once() -> list[Any]:
        rows = [*good[:10], twice, twice, *good[10:]]
        return await asyncio.gather(
            *(stores.assessments.insert(stored, None) for stored in rows), return_exceptions=True
        )

    outcomes = runner.run(all_at_once())
    failed = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(error) for error in failed] == [Unavailable]
    assert len(await_call(runner, stores.assessments.page, "one", AssessmentFilter(), 100)) == 21
    stores.close()


def test_a_closed_store_keeps_nothing_more(tmp_path: Path, runner: Runner) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    stores.close()

    async def late() -> None:
        await stores.assessments.insert(record(), None)

    with pytest.raises(Unavailable):
        runner.run(late())


def test_a_commit_is_on_the_disk_before_it_is_answered(tmp_path: Path, runner: Runner) -> None:
    """Another reader of the file sees it at once, and the file is never synchronised less than fully."""
    stores = opened_sqlite(tmp_path / "palier.db")
    stored = record()
    await_call(runner, stores.assessments.insert, stored, None)
    with sqlite3.connect(tmp_path / "palier.db") as other:
        assert other.execute("SELECT count(*) FROM assessments").fetchone() == (1,)
    other.close()
    with stores.database.writing.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    stores.close()


def test_only_its_owner_can_read_the_database(tmp_path: Path, runner: Runner) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    await_call(runner, stores.assessments.insert, record(), None)
    assert len(list(tmp_path.iterdir())) == 5
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    stores.close()


def test_a_folder_that_is_not_there_is_told_by_the_name_of_its_setting(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="PALIER_DATABASE_URL"):
        opened_sqlite(tmp_path / "nowhere" / "palier.db", "PALIER_DATABASE_URL")


def test_a_database_that_fails_is_unavailable_and_works_again_afterwards(
    tmp_path: Path, runner: Runner
) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    stored = record()
    await_call(runner, stores.assessments.insert, stored, None)
    with sqlite3.connect(tmp_path / "palier.db") as other:
        other.execute("ALTER TABLE assessments RENAME TO elsewhere")
    for call in (
        lambda: stores.assessments.insert(record(1), None),
        lambda: stores.assessments.find("one", stored.id),
    ):
        with pytest.raises(Unavailable):
            await_call(runner, call)
    with other:
        other.execute("ALTER TABLE elsewhere RENAME TO assessments")
    other.close()
    assert await_call(runner, stores.assessments.insert, record(2), None).previous is None
    assert await_call(runner, stores.assessments.find, "one", stored.id) == stored
    await_call(runner, stores.probe)
    stores.close()
    with pytest.raises(Unavailable):
        await_call(runner, stores.probe)


def test_whoever_stops_waiting_harms_nobody_else(tmp_path: Path, runner: Runner) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    cancelled, stored = record(), record(1)

    async def leave() -> Any:
        waiting = asyncio.ensure_future(stores.assessments.insert(cancelled, None))
        other = asyncio.ensure_future(stores.assessments.insert(stored, None))
        waiting.cancel()
        return await other

    assert runner.run(leave()).record == stored
    stores.close()


def test_too_much_at_once_is_refused_and_not_queued_without_end(tmp_path: Path, runner: Runner) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")

    released = threading.Event()

    async def flood() -> list[Any]:
        waiting = [asyncio.ensure_future(_accepted(stores, released.wait)) for _ in range(6000)]
        await asyncio.sleep(0)
        released.set()
        return await asyncio.gather(*waiting)

    outcomes = runner.run(flood())
    assert 4096 <= sum(outcomes) < 6000
    stores.close()


async def _accepted(stores: Stores, work: Callable[[], Any]) -> bool:
    try:
        await stores.committer.submit(lambda _: work())
    except Unavailable:
        return False
    return True


async def _refused_or(stores: Stores, stored: AssessmentRecord) -> bool:
    try:
        await stores.assessments.insert(stored, None)
    except Unavailable:
        return False
    return True


def test_a_locked_database_is_told_soon_and_to_everybody(tmp_path: Path, runner: Runner) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    other = sqlite3.connect(tmp_path / "palier.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def all_refused() -> list[bool]:
        return await asyncio.gather(*(_refused_or(stores, record()) for _ in range(300)))

    assert not any(runner.run(asyncio.wait_for(all_refused(), PATIENCE)))
    other.execute("ROLLBACK")
    other.close()
    assert runner.run(_refused_or(stores, record()))
    stores.close()


def test_what_is_erased_is_in_no_file(tmp_path: Path, runner: Runner) -> None:
    # Kept as it is, since nothing in it can be compressed.
    stores, canary = opened_sqlite(tmp_path / "palier.db"), token_bytes(300)
    records = [record(n, profile=canary) for n in range(50)]
    for stored in records:
        await_call(runner, stores.assessments.insert, stored, idempotency(str(stored.id)))
    assert canary in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    await_call(runner, stores.assessments.erase, "one", records[0].id, timestamp(60))
    assert await_call(runner, stores.assessments.erase_reference, "one", "shop-17", timestamp(60)) == 49
    # The answer may come a moment before the log is folded in.
    await_call(runner, stores.probe)
    assert canary not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    stores.close()


def test_a_file_that_was_removed_takes_nothing_more(tmp_path: Path, runner: Runner) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    (tmp_path / "palier.db").unlink()
    for call in (lambda: stores.assessments.insert(record(), None), stores.probe):
        with pytest.raises(Unavailable, match="removed"):
            await_call(runner, call)
    stores.close()
    used = opened_sqlite(tmp_path / "other.db")
    await_call(runner, used.assessments.insert, record(), None)
    (tmp_path / "other.db").unlink()
    with pytest.raises(Unavailable, match="removed"):
        await_call(runner, used.assessments.insert, record(1), None)
    used.close()


def test_a_database_of_a_newer_release_is_told(tmp_path: Path) -> None:
    opened_sqlite(tmp_path / "palier.db").close()
    with sqlite3.connect(tmp_path / "palier.db") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    with pytest.raises(InvalidSetting, match="newer"):
        opened_sqlite(tmp_path / "palier.db")


def test_reading_one_assessment_does_not_wait_behind_lists(tmp_path: Path, runner: Runner) -> None:
    stores, stored = opened_sqlite(tmp_path / "palier.db"), record()
    await_call(runner, stores.assessments.insert, stored, None)
    released = threading.Event()

    async def read() -> Any:
        stuck = [asyncio.ensure_future(stores.listers.run(released.wait)) for _ in range(4)]
        try:
            record_read = await asyncio.wait_for(stores.assessments.find("one", stored.id), PATIENCE)
        finally:
            released.set()
        await asyncio.gather(*stuck)
        return record_read

    assert runner.run(read()) == stored
    stores.close()
