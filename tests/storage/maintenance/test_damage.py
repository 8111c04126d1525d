"""A database that is damaged, or is none, or another program's: what is said names it and what to do."""

import asyncio
import os
import sqlite3
from pathlib import Path

import pytest

from service.errors import InvalidSetting, Unavailable
from service.storage.opening.sqlite import open_sqlite
from tests.support.asking import await_call
from tests.support.opening import opened_sqlite
from tests.support.records import record

Runner = asyncio.Runner


@pytest.mark.parametrize("damage", ["all", "header", "schema", "half"])
def test_a_file_that_is_no_database_or_a_damaged_one_is_told_with_what_to_do(
    tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "palier.db"
    opened_sqlite(path).close()
    whole = path.read_bytes()
    path.write_bytes(
        {
            "all": b"not a database, not at all" * 100,
            "header": bytes(100) + whole[100:],
            "schema": whole[:100] + b"\xff" * 3000 + whole[3100:],
            "half": whole[: len(whole) // 2],
        }[damage]
    )
    for alongside_server in (False, True):
        with pytest.raises(InvalidSetting, match="palier restore") as caught:
            open_sqlite(path, alongside_server=alongside_server)
        assert str(path) in str(caught.value)


def test_a_damage_that_is_met_later_is_told_with_the_file_and_what_to_do(
    tmp_path: Path, runner: Runner
) -> None:
    path = tmp_path / "palier.db"
    opened_sqlite(path).close()
    with sqlite3.connect(path) as other:
        pages = other.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'assessments'").fetchall()
        (size,) = other.execute("PRAGMA page_size").fetchone()
    other.close()
    with path.open("r+b") as file:
        for (page,) in pages:
            if page:
                file.seek((page - 1) * size)
                file.write(b"\xff" * size)
    stores = opened_sqlite(path)
    for call in (
        lambda: stores.assessments.insert(record(), None),
        lambda: stores.assessments.find("one", record().id),
    ):
        with pytest.raises(Unavailable, match="palier restore") as caught:
            await_call(runner, call)
        assert str(path) in str(caught.value)
    stores.close()


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "palier.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE tenants (name TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(InvalidSetting, match="another program"):
        opened_sqlite(path)
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="The superuser may write everywhere.")
@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(InvalidSetting, match="may write to"):
        opened_sqlite(folder / "palier.db")
    folder.chmod(0o700)
