"""The schedule that publishes norms beside a server."""

import time
from pathlib import Path
from threading import Thread

import pytest

from service.storage.norms.norm_repository import SqlNormRepository
from service.storage.opening.sqlite import open_sqlite
from service.workers.schedule import Schedule
from tests.support.waiting import PATIENCE, is_soon


def test_it_publishes_in_a_process_of_its_own_while_a_server_has_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path))
    served = open_sqlite(tmp_path / "palier.db")
    schedule = Schedule(7, (0.0, 0.0))
    polls = SqlNormRepository(served)
    assert is_soon(lambda: polls.last("v2026.1"))
    schedule.stop()
    found = polls.last("v2026.1")
    served.close()
    assert found is not None
    assert found.number == 1


def test_it_ends_at_once_whatever_it_is_doing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path))
    for first in ((0.0, 0.0), (86_400.0, 86_400.0)):
        schedule = Schedule(7, first)
        # Time for it to begin; where it has not, it ends before that.
        time.sleep(0.2)
        ending = Thread(target=schedule.stop)
        ending.start()
        ending.join(PATIENCE)
        assert not ending.is_alive()
