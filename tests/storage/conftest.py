"""The stores under test: the fake that other tests trust, and the real one on a file of its own."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.storage.sqlite import SqliteStore
from tests.fakes import MemoryStore


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(params=["fake", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    opened = MemoryStore() if request.param == "fake" else SqliteStore(tmp_path / "palier.db")
    yield opened
    opened.close()
