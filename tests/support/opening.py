"""Stores opened as the service opens them."""

from pathlib import Path

from service.storage.assessments.assessment_store import SqlStore
from service.storage.database.database import Database
from service.storage.opening.postgres import open_postgres
from service.storage.opening.sqlite import open_sqlite
from tests.fakes.memory import SilentCommitObserver


def opened_sqlite(path: Path, setting: str = "PALIER_DATA_DIR") -> SqlStore:
    return SqlStore(open_sqlite(path, setting), SilentCommitObserver())


def opened_postgres(url: str) -> SqlStore:
    return SqlStore(open_postgres(url), SilentCommitObserver())


def opened_twice(where: Path | str) -> tuple[Database, Database]:
    """The database of a file or of a URL, as a server opens it, and as a command does beside."""
    if isinstance(where, Path):
        return open_sqlite(where), open_sqlite(where, alongside_server=True)
    return open_postgres(where), open_postgres(where)
