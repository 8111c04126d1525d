"""Stores opened as the service opens them."""

from pathlib import Path

import pytest

from service.storage.database import Database
from service.storage.postgres import open_postgres
from service.storage.sqlite import open_sqlite
from service.storage.store import SqlStore
from tests.fakes import Unwatched


def opened_sqlite(path: Path, setting: str = "PALIER_DATA_DIR") -> SqlStore:
    return SqlStore(open_sqlite(path, setting), Unwatched())


def opened_postgres(url: str) -> SqlStore:
    return SqlStore(open_postgres(url), Unwatched())


def opened_twice(request: pytest.FixtureRequest, folder: Path) -> tuple[Database, Database]:
    """A database of the fixture's kind, as a server opens it, and as a command does beside."""
    if request.param == "sqlite":
        path = folder / "palier.db"
        return open_sqlite(path), open_sqlite(path, beside=True)
    url = request.getfixturevalue("postgres_url")
    return open_postgres(url), open_postgres(url)
