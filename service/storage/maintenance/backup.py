"""Backups of the embedded database: taken while a server works, restored while none does.

SQLite itself writes the copy, in one consistent state: copying the file of a database in use can tear it.
"""

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from service.errors import BackupFailed
from service.storage.database.locks import FileLock

_REQUIRED_TABLES = {"assessments", "idempotency_records", "alembic_version"}


def back_up(database: Path, copy: Path) -> int:
    """Write a copy of the database, readable by its owner alone; return its number of assessments.

    Raises ``BackupFailed`` when there is no database, or when the copy exists already or cannot be made.
    """
    if not database.exists():
        raise BackupFailed("database_missing", path=database)
    if copy.exists():
        raise BackupFailed("copy_exists", path=copy)
    draft = _copy_beside(database, copy)
    try:
        # A hard link appears whole or not at all, and never replaces a file.
        os.link(draft, copy)
    except OSError as error:
        raise BackupFailed("copy_unwritable", path=copy, reason=error.strerror) from error
    finally:
        draft.unlink()
    return _check(copy)


def restore(copy: Path, database: Path) -> int:
    """Put a copy where the database is to be, which must not exist; return its number of assessments.

    Raises ``BackupFailed`` when the copy is not one, or the database exists, and ``InvalidSetting`` while a
    server uses its folder.
    """
    if not copy.exists():
        raise BackupFailed("copy_missing", path=copy)
    assessments = _check(copy)
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    server_lock = FileLock(database.with_name(f"{database.name}.server"))
    try:
        server_lock.acquire_for_server()
        if database.exists():
            raise BackupFailed("database_exists", path=database)
        os.replace(_copy_beside(copy, database), database)
    finally:
        server_lock.close()
    return assessments


def _copy_beside(source: Path, target: Path) -> Path:
    """Write a consistent copy of a database to disk, under a temporary name beside the target."""
    draft = target.with_name(f"{target.name}.{secrets.token_hex(8)}")
    try:
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_open_read_only(source)) as old, closing(sqlite3.connect(draft)) as new:
            old.backup(new)
        descriptor = os.open(draft, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    except (OSError, sqlite3.Error) as error:
        draft.unlink(missing_ok=True)
        raise BackupFailed("copy_failed", source=source, target=target, reason=error) from error
    return draft


def _check(copy: Path) -> int:
    """Return a copy's number of assessments; raise ``BackupFailed`` if it is damaged or not one of ours."""
    try:
        with closing(_open_read_only(copy)) as database:
            names = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
            is_intact = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            if not is_intact or not names >= _REQUIRED_TABLES:
                raise BackupFailed("copy_damaged", path=copy)
            (assessments,) = database.execute("SELECT count(*) FROM assessments").fetchone()
    except sqlite3.Error as error:
        raise BackupFailed("copy_unreadable", path=copy, reason=error) from error
    return int(assessments)


def _open_read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
