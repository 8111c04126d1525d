"""Copies of the database: one consistent state, taken under load, put back where there is none."""

import asyncio
import stat
from pathlib import Path

import pytest

from service.application.ports.assessment_store import AssessmentFilter
from service.errors import BackupFailed, InvalidSetting
from service.storage.maintenance.backup import back_up, restore
from tests.support.asking import await_call
from tests.support.opening import opened_sqlite
from tests.support.records import idempotency, record, timestamp

Runner = asyncio.Runner


def test_a_copy_taken_while_rows_arrive_is_one_state_and_restores_to_it(
    tmp_path: Path, runner: Runner
) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    records = [record(minute) for minute in range(300)]

    async def write_and_copy() -> int:
        writing = asyncio.gather(
            *(stores.assessments.insert(stored, idempotency(str(stored.id))) for stored in records)
        )
        copied = await asyncio.to_thread(back_up, tmp_path / "palier.db", tmp_path / "copy.db")
        await writing
        return copied

    copied = runner.run(write_and_copy())
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    stores.close()
    assert restore(tmp_path / "copy.db", tmp_path / "elsewhere" / "palier.db") == copied
    restored = opened_sqlite(tmp_path / "elsewhere" / "palier.db")
    page = await_call(runner, restored.assessments.page, "one", AssessmentFilter(), 1000)
    assert len(page) == copied
    assert {row.id for row in page} <= {stored.row.id for stored in records}
    assert await_call(runner, restored.assessments.insert, record(999), idempotency("new")).previous is None
    restored.close()


def test_a_whole_database_comes_back_whole(tmp_path: Path, runner: Runner) -> None:
    stores, stored = opened_sqlite(tmp_path / "palier.db"), record()
    await_call(runner, stores.assessments.insert, stored, idempotency())
    assert back_up(tmp_path / "palier.db", tmp_path / "copy.db") == 1
    await_call(runner, stores.assessments.erase, "one", stored.id, timestamp(60))
    stores.close()
    (tmp_path / "palier.db").unlink()
    assert restore(tmp_path / "copy.db", tmp_path / "palier.db") == 1
    again = opened_sqlite(tmp_path / "palier.db")
    assert await_call(runner, again.assessments.find, "one", stored.id) == stored
    assert await_call(runner, again.assessments.insert, record(1), idempotency()).record == stored
    again.close()


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    opened_sqlite(tmp_path / "palier.db").close()
    back_up(tmp_path / "palier.db", tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    with pytest.raises(BackupFailed, match="exists already"):
        back_up(tmp_path / "palier.db", tmp_path / "copy.db")
    with pytest.raises(BackupFailed, match="Move it away"):
        restore(tmp_path / "copy.db", tmp_path / "palier.db")
    assert (tmp_path / "copy.db").read_bytes() == before
    assert not [file for file in tmp_path.iterdir() if len(file.suffixes) > 2]


def test_nothing_is_restored_under_a_working_server(tmp_path: Path) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    back_up(tmp_path / "palier.db", tmp_path / "copy.db")
    with pytest.raises(InvalidSetting, match="another server"):
        restore(tmp_path / "copy.db", tmp_path / "palier.db")
    stores.close()


@pytest.mark.parametrize("content", [b"", b"not a database" * 200])
def test_what_is_no_copy_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copy.db").write_bytes(content)
    with pytest.raises(BackupFailed, match="copy"):
        restore(tmp_path / "copy.db", tmp_path / "palier.db")
    with pytest.raises(BackupFailed, match="does not exist"):
        back_up(tmp_path / "nowhere.db", tmp_path / "other.db")
    with pytest.raises(BackupFailed, match="does not exist"):
        restore(tmp_path / "nowhere.db", tmp_path / "palier.db")
    assert not (tmp_path / "palier.db").exists()
