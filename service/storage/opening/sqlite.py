"""The embedded store: one SQLite file, one writing connection, readers that cannot write."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

from service.errors import InvalidSetting, Unavailable
from service.storage.database.database import Database
from service.storage.database.locks import FileLock
from service.storage.opening.migrate import upgrade

_READERS = 5
_PRAGMAS = {
    "journal_mode": "WAL",
    # A commit is on the disk before its request is answered.
    "synchronous": "FULL",
    "foreign_keys": "ON",
    # What is erased is overwritten, not only forgotten.
    "secure_delete": "ON",
    "busy_timeout": "1000",
}
# A command that writes while a server works never checkpoints by itself.
_ALONGSIDE = _PRAGMAS | {"wal_autocheckpoint": "0"}


def open_sqlite(path: Path, setting: str = "PALIER_DATA_DIR", *, alongside_server: bool = False) -> Database:
    """Open or create the file and bring it up to date; ``alongside_server`` takes no server lock.

    Raises ``InvalidSetting``, naming this setting, where that cannot be done.
    """
    owner = None
    try:
        if not alongside_server:
            owner = FileLock(path.with_name(f"{path.name}.server"))
            owner.claim()
        # SQLite gives its log the mode of the file, so that profiles are readable by their owner alone.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        guard = _Guard(path)
        writing = _engine(path, "rw", NullPool, _ALONGSIDE if alongside_server else _PRAGMAS)
        with guard:
            upgrade(writing)
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
    reading = _engine(path, "ro", QueuePool, {})

    def close() -> None:
        reading.dispose()
        writing.dispose()
        guard.close()
        if owner is not None:
            owner.close()

    return Database(writing, reading, guard, checkpoint_log, close)


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


def checkpoint_log(connection: Connection) -> bool:
    """Fold the log into the file, so that what was erased is in neither; tell whether it was done."""
    # The driver's own connection: a checkpoint cannot run inside a transaction.
    driver: Any = connection.connection.driver_connection
    busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _engine(path: Path, mode: str, pool: type[Any], pragmas: dict[str, str]) -> Engine:
    """An engine on the file; ``mode`` is ``rw`` for the one writer, ``ro`` for readers."""
    address = f"sqlite:///file:{quote(str(path.absolute()))}?mode={mode}&uri=true"
    sized = {"pool_size": _READERS, "max_overflow": 0, "pool_timeout": 5} if pool is QueuePool else {}
    engine = create_engine(
        address, poolclass=pool, connect_args={"check_same_thread": False}, hide_parameters=True, **sized
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        # The driver begins no transaction of its own: we say when, below.
        connection.isolation_level = None
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name} = {value}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == "rw" else "BEGIN")

    return engine
