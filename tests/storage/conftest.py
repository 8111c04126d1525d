"""The stores under test: the fake that other tests trust, and the real ones on a database of their own."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.stores import MemoryStores
from tests.support.opening import opened_postgres, opened_sqlite
from tests.support.voting import Service, opened_service


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(params=["fake", "sqlite", "postgres"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    if request.param == "fake":
        opened: Any = MemoryStores()
    elif request.param == "sqlite":
        opened = opened_sqlite(tmp_path / "palier.db")
    else:
        opened = opened_postgres(request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database_place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an empty database may be opened: a path, or a URL."""
    return tmp_path / "palier.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def service(database_place: Path | str, runner: asyncio.Runner) -> Iterator[Service]:
    with opened_service(database_place, runner) as opened:
        yield opened
