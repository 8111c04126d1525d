"""Opens the embedded database: one SQLite file, one writing connection, readers that cannot write."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool

from service.errors import InvalidSetting, Unavailable
from service.storage.database.database import Database
from service.storage.database.failures import is_damaged
from service.storage.database.locks import FileLock
from service.storage.opening.migrate import upgrade

_READER_CONNECTIONS = 5
_PRAGMAS = {
    "journal_mode": "WAL",
    # A commit is on disk before its request is answered.
    "synchronous": "FULL",
    "foreign_keys": "ON",
    # Erased content is overwritten, not only unlinked.
    "secure_delete": "ON",
    "busy_timeout": "1000",
}
# A command that writes beside a server must not checkpoint on its own.
_PRAGMAS_ALONGSIDE = _PRAGMAS | {"wal_autocheckpoint": "0"}


def open_sqlite(path: Path, setting: str = "PALIER_DATA_DIR", *, alongside_server: bool = False) -> Database:
    """Open or create the file and migrate it; ``alongside_server``, for commands, takes no server lock.

    Raises ``InvalidSetting``, naming this setting, if that fails.
    """
    server_lock = None
    try:
        if not alongside_server:
            server_lock = FileLock(path.with_name(f"{path.name}.server"))
            server_lock.acquire_for_server()
        # Readable by its owner alone; SQLite gives its log the mode of the file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        guard = _Guard(path)
        writing = _engine(path, "rw", NullPool, _PRAGMAS_ALONGSIDE if alongside_server else _PRAGMAS)
        with guard:
            if _is_of_another_program(path):
                raise InvalidSetting(setting, "sqlite_foreign", path=path)
            upgrade(writing)
    except (OSError, SQLAlchemyError) as error:
        reason = getattr(error, "orig", None) or error
        if is_damaged(error):
            raise InvalidSetting(setting, "sqlite_damaged", path=path, reason=reason) from error
        raise InvalidSetting(setting, "sqlite_unopenable", path=path, reason=reason) from error
    except CommandError as error:
        raise InvalidSetting(setting, "sqlite_newer", path=path, reason=error) from error
    reading = _engine(path, "ro", QueuePool, {})

    def close() -> None:
        reading.dispose()
        writing.dispose()
        guard.close()
        if server_lock is not None:
            server_lock.close()

    return Database(writing=writing, reading=reading, guard=guard, checkpoint=checkpoint_log, close=close)


def _is_of_another_program(path: Path) -> bool:
    """Whether there are tables, and none that a migration has left; changes nothing in the file."""
    with _engine(path, "ro", NullPool, {}).connect() as connection:
        names = set(inspect(connection).get_table_names())
    return bool(names) and "alembic_version" not in names


class _Guard:
    """Entered around each write: no other process writes, and the file is still the one that was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path.with_name(f"{path.name}.lock"))
        self._inode = path.stat().st_ino

    def __enter__(self) -> None:
        if not self._path.exists() or self._path.stat().st_ino != self._inode:
            raise Unavailable("database_file_replaced")
        self._lock.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._lock.__exit__(*error)

    def close(self) -> None:
        """Close the lock file."""
        self._lock.close()


def checkpoint_log(connection: Connection) -> bool:
    """Copy the write-ahead log into the file and empty it, so that erased content is in neither.

    Returns False if a reader still needs the log, and does not wait for it: whoever writes next would too.
    """
    # Through the driver: a checkpoint cannot run inside a transaction.
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        driver.execute(f"PRAGMA busy_timeout = {_PRAGMAS['busy_timeout']}")
    return not busy


def _engine(path: Path, mode: str, pool: type[Any], pragmas: dict[str, str]) -> Engine:
    """Return an engine on the file; ``mode`` is ``rw`` for the writer and ``ro`` for readers."""
    address = f"sqlite:///file:{quote(str(path.absolute()))}?mode={mode}&uri=true"
    limits = {"pool_size": _READER_CONNECTIONS, "max_overflow": 0, "pool_timeout": 5}
    engine = create_engine(
        address,
        poolclass=pool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
        **(limits if pool is QueuePool else {}),
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        # The driver must not begin transactions by itself: see ``begin``.
        connection.isolation_level = None
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name} = {value}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == "rw" else "BEGIN")

    return engine
