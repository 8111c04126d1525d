"""Copies of the embedded database: taken while a server works, put back while none does.

A copy is one consistent state, made by SQLite itself: copying the file of a working database can tear it.
"""

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from service.errors import BackupFailed
from service.storage.database.locks import FileLock

_TABLES = {"assessments", "retries", "alembic_version"}


def back_up(database: Path, copy: Path) -> int:
    """Write a copy of the database, readable by its owner alone; return how many assessments it holds.

    Raises ``BackupFailed`` when there is no database, or when the copy exists already or cannot be made.
    """
    if not database.exists():
        raise BackupFailed(f"{database} does not exist", "Name the data folder with PALIER_DATA_DIR.")
    if copy.exists():
        raise BackupFailed(f"{copy} exists already", "Give a name that is free: no copy is overwritten.")
    draft = _copied(database, copy)
    try:
        # A link appears whole or not at all, and never over a file.
        os.link(draft, copy)
    except OSError as error:
        raise BackupFailed(f"{copy} cannot be made ({error.strerror})", "Give another place.") from error
    finally:
        draft.unlink()
    return _checked(copy)


def restore(copy: Path, database: Path) -> int:
    """Put a copy in the place of the database, which must not exist; return how many assessments it holds.

    Raises ``BackupFailed`` when the copy is none, when the database exists, or while a server works on it.
    """
    if not copy.exists():
        raise BackupFailed(f"{copy} does not exist", "Name a file that palier backup has written.")
    held = _checked(copy)
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = FileLock(database.with_name(f"{database.name}.server"))
    try:
        owner.claim()
        if database.exists():
            raise BackupFailed(
                f"{database} exists", "Move it away first: restoring never overwrites a database."
            )
        os.replace(_copied(copy, database), database)
    finally:
        owner.close()
    return held


def _copied(source: Path, beside: Path) -> Path:
    """A consistent copy of a database under a passing name beside another file, on the disk for good."""
    draft = beside.with_name(f"{beside.name}.{secrets.token_hex(8)}")
    try:
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_read_only(source)) as old, closing(sqlite3.connect(draft)) as new:
            old.backup(new)
        handle = os.open(draft, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    except (OSError, sqlite3.Error) as error:
        draft.unlink(missing_ok=True)
        raise BackupFailed(
            f"{source} cannot be copied to {beside} ({error})", "Look at both places: is there room left?"
        ) from error
    return draft


def _checked(copy: Path) -> int:
    """How many assessments a copy holds; raises ``BackupFailed`` when it is not whole or not one of ours."""
    try:
        with closing(_read_only(copy)) as database:
            names = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
            whole = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            if not whole or not names >= _TABLES:
                raise BackupFailed(f"{copy} is not a whole copy of a database of Palier", "Use another copy.")
            (held,) = database.execute("SELECT count(*) FROM assessments").fetchone()
    except sqlite3.Error as error:
        raise BackupFailed(f"{copy} is no database ({error})", "Use another copy.") from error
    return int(held)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
