"""The schedule that publishes norms beside a server."""

import time
from pathlib import Path

import pytest

from service.storage.norms.norm_repository import SqlNormRepository
from service.storage.opening.sqlite import open_sqlite
from service.workers.schedule import Schedule


def test_it_publishes_in_a_process_of_its_own_while_a_server_has_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path))
    served = open_sqlite(tmp_path / "palier.db")
    schedule = Schedule(7, (0.0, 0.0))
    polls, deadline = SqlNormRepository(served), time.monotonic() + 30
    while polls.last("2026.1") is None and time.monotonic() < deadline:
        time.sleep(0.05)
    schedule.end()
    found = polls.last("2026.1")
    served.close()
    assert found is not None
    assert found.number == 1


def test_it_ends_at_once_whatever_it_is_doing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path))
    for first in ((0.0, 0.0), (600.0, 600.0)):
        schedule = Schedule(7, first)
        time.sleep(0.2)
        started = time.monotonic()
        schedule.end()
        assert time.monotonic() - started < 5
