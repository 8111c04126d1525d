"""The embedded store: one SQLite file, one writing connection, readers that cannot write."""

import os
from collections.abc import Awaitable
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

from service.application.ports import Added, Filters, Record, Retry
from service.errors import InvalidSetting, Unavailable
from service.storage import queries
from service.storage.locks import FileLock
from service.storage.migrate import upgrade
from service.storage.readers import Readers
from service.storage.writer import Writer

_READERS = 4
_PRAGMAS = {
    "journal_mode": "WAL",
    # A commit is on the disk before its request is answered.
    "synchronous": "FULL",
    "foreign_keys": "ON",
    # What is erased is overwritten, not only forgotten.
    "secure_delete": "ON",
    "busy_timeout": "1000",
}


class SqliteStore:
    """The store port on one SQLite file; see ``service.application.ports.Store``."""

    def __init__(self, path: Path, setting: str = "PALIER_DATA_DIR") -> None:
        """Open or make the file; raise ``InvalidSetting``, naming this setting, where that cannot be done."""
        try:
            self._owner = FileLock(path.with_name(f"{path.name}.server"))
            self._owner.claim()
            # SQLite gives its log the mode of the file, so that profiles are readable by their owner alone.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self._guard = _Guard(path)
            self._writing = _engine(path, "rw", NullPool)
            with self._guard:
                upgrade(self._writing)
        except (OSError, SQLAlchemyError) as error:
            raise InvalidSetting(
                setting,
                f"{path} cannot be opened as a database ({getattr(error, 'orig', None) or error})",
                "Give a folder on a local disk that this process may write to, with free space.",
            ) from error
        except CommandError as error:
            raise InvalidSetting(
                setting,
                f"{path} was made by another release, newer than this one ({error})",
                "Start the newer release, or give another folder.",
            ) from error
        self._reading = _engine(path, "ro", QueuePool)
        self._writer = Writer(self._writing, self._guard)
        # Lists may scan: they never stand in the way of reading one assessment.
        self._finders = Readers(self._reading, 2, "palier-finder")
        self._listers = Readers(self._reading, 2, "palier-lister")

    def probe(self) -> Awaitable[None]:
        """Return when a transaction could begin and end; raise ``Unavailable`` otherwise."""
        return self._writer.submit(lambda _: None)

    def add(self, record: Record, retry: Retry | None) -> Awaitable[Added]:
        """Keep a record, unless the retry's key was used before."""
        return self._writer.submit(lambda connection: queries.add(connection, record, retry))

    def find(self, tenant: str, assessment: UUID) -> Awaitable[Record | None]:
        """Return a record of this tenant."""
        return self._finders.submit(lambda connection: queries.find(connection, tenant, assessment))

    def find_for_link(self, assessment: UUID) -> Awaitable[Record | None]:
        """Return a record of any tenant."""
        return self._finders.submit(lambda connection: queries.find(connection, None, assessment))

    def page(self, tenant: str, filters: Filters, limit: int) -> Awaitable[list[Record]]:
        """Return records of this tenant, newest first."""
        return self._listers.submit(lambda connection: queries.page(connection, tenant, filters, limit))

    def erase(self, tenant: str, assessment: UUID) -> Awaitable[bool]:
        """Erase a record of this tenant."""
        return self._writer.submit(
            lambda connection: queries.erase(connection, tenant, assessment), _fold_log
        )

    def erase_reference(self, tenant: str, reference: str) -> Awaitable[int]:
        """Erase every record of this tenant with this reference."""
        return self._writer.submit(
            lambda connection: queries.erase_reference(connection, tenant, reference), _fold_log
        )

    def close(self) -> None:
        """Commit what is waiting, fold the log into the file, and let go of it."""
        self._finders.close()
        self._listers.close()
        self._reading.dispose()
        self._writer.close()
        self._writing.dispose()
        self._guard.close()
        self._owner.close()


class _Guard:
    """Held around each write: no other process writes, and the file is still the one that was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path.with_name(f"{path.name}.lock"))
        self._inode = path.stat().st_ino

    def __enter__(self) -> None:
        if not self._path.exists() or self._path.stat().st_ino != self._inode:
            raise Unavailable("the database file was removed or replaced: start the server again")
        self._lock.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._lock.__exit__(*error)

    def close(self) -> None:
        """Let go of the lock file."""
        self._lock.close()


def _fold_log(connection: Connection) -> bool:
    """Fold the log into the file, so that what was erased is in neither; tell whether it was done."""
    # The driver's own connection: a checkpoint cannot run inside a transaction.
    driver: Any = connection.connection.driver_connection
    busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _engine(path: Path, mode: str, pool: type[Any]) -> Engine:
    """An engine on the file; ``mode`` is ``rw`` for the one writer, ``ro`` for readers."""
    address = f"sqlite:///file:{quote(str(path.absolute()))}?mode={mode}&uri=true"
    sized = {"pool_size": _READERS, "max_overflow": 0} if pool is QueuePool else {}
    engine = create_engine(
        address, poolclass=pool, connect_args={"check_same_thread": False}, hide_parameters=True, **sized
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        # The driver begins no transaction of its own: we say when, below.
        connection.isolation_level = None
        for name, value in _PRAGMAS.items() if mode == "rw" else ():
            connection.execute(f"PRAGMA {name} = {value}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == "rw" else "BEGIN")

    return engine
