"""The embedded store: one SQLite file, one writing connection, readers that cannot write."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

from service.application.ports import Added, Filters, Record, Retry
from service.errors import InvalidSetting, Unavailable
from service.storage import queries
from service.storage.locks import FileLock
from service.storage.migrate import upgrade
from service.storage.writer import Writer

Result = TypeVar("Result")
_READERS = 4
_PRAGMAS = {
    "journal_mode": "WAL",
    # A commit is on the disk before its request is answered.
    "synchronous": "FULL",
    "foreign_keys": "ON",
    # What is erased is overwritten, not only forgotten.
    "secure_delete": "ON",
    "busy_timeout": "5000",
}


class SqliteStore:
    """The store port on one SQLite file; see ``service.application.ports.Store``."""

    def __init__(self, path: Path, setting: str = "PALIER_DATA_DIR") -> None:
        """Open or make the file; raise ``InvalidSetting``, naming this setting, where that cannot be done."""
        try:
            self._owner = FileLock(path.with_name(f"{path.name}.server"))
            self._owner.claim()
            self._lock = FileLock(path.with_name(f"{path.name}.lock"))
            # SQLite gives its log the mode of the file, so that profiles are readable by their owner alone.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self._writing = _engine(path, "rw", NullPool)
            with self._lock:
                upgrade(self._writing)
        except (OSError, SQLAlchemyError) as error:
            raise InvalidSetting(
                setting,
                f"{path} cannot be opened as a database ({getattr(error, 'orig', None) or error})",
                "Give a folder on a local disk that this process may write to, with free space.",
            ) from error
        self._reading = _engine(path, "ro", QueuePool)
        self._writer = Writer(self._writing, self._lock)
        self._readers = ThreadPoolExecutor(_READERS, "palier-reader")

    def is_ready(self) -> bool:
        """Tell whether the store can still keep anything."""
        return self._writer.is_alive()

    def add(self, record: Record, retry: Retry | None) -> Awaitable[Added]:
        """Keep a record, unless the retry's key was used before."""
        return self._writer.submit(lambda connection: queries.add(connection, record, retry))

    def find(self, tenant: str, assessment: UUID) -> Awaitable[Record | None]:
        """Return a record of this tenant."""
        return self._read(lambda connection: queries.find(connection, tenant, assessment))

    def find_for_link(self, assessment: UUID) -> Awaitable[Record | None]:
        """Return a record of any tenant."""
        return self._read(lambda connection: queries.find(connection, None, assessment))

    def page(self, tenant: str, filters: Filters, limit: int) -> Awaitable[list[Record]]:
        """Return records of this tenant, newest first."""
        return self._read(lambda connection: queries.page(connection, tenant, filters, limit))

    def erase(self, tenant: str, assessment: UUID) -> Awaitable[bool]:
        """Erase a record of this tenant."""
        return self._writer.submit(lambda connection: queries.erase(connection, tenant, assessment))

    def erase_reference(self, tenant: str, reference: str) -> Awaitable[int]:
        """Erase every record of this tenant with this reference."""
        return self._writer.submit(lambda connection: queries.erase_reference(connection, tenant, reference))

    def close(self) -> None:
        """Commit what is waiting, fold the log into the file, and let go of it."""
        self._readers.shutdown()
        self._reading.dispose()
        self._writer.close()
        self._writing.dispose()
        self._lock.close()
        self._owner.close()

    def _read(self, work: Callable[[Connection], Result]) -> Awaitable[Result]:
        return asyncio.get_running_loop().run_in_executor(self._readers, self._reading_with, work)

    def _reading_with(self, work: Callable[[Connection], Result]) -> Result:
        try:
            with self._reading.connect() as connection:
                return work(connection)
        except SQLAlchemyError as error:
            raise Unavailable(f"the database cannot be read ({type(error).__name__})") from error


def _engine(path: Path, mode: str, pool: type[Any]) -> Engine:
    """An engine on the file; ``mode`` is ``rw`` for the one writer, ``ro`` for readers."""
    address = f"sqlite:///file:{quote(str(path.absolute()))}?mode={mode}&uri=true"
    sized = {"pool_size": _READERS, "max_overflow": 0} if pool is QueuePool else {}
    engine = create_engine(address, poolclass=pool, connect_args={"check_same_thread": False}, **sized)

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
