"""What a server leaves behind: the bytes of its files and the rows of its tables.

Imports nothing of the service but its command line, as a process.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

# What is meant to hold a secret, readable by its owner alone.
PRIVATE = {"local.key", "secret"}


def files(folder: Path) -> bytes:
    """The bytes of every file of a data folder but its private ones and the log, and their names."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    kept = [path for path in found if path.name not in PRIVATE | {"stderr"}]
    return b"\n".join(str(path).encode() + b"\n" + path.read_bytes() for path in kept)


def rows(superuser_url: str) -> bytes:
    """Every row of every table, as a dump holds them: bytes too, as they are and in hexadecimal digits."""
    found: list[bytes] = []
    with psycopg.connect(superuser_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            for row in connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))):
                found += [_bytes(value) for value in row]
    return b"\n".join(found)


def _bytes(value: object) -> bytes:
    return value + value.hex().encode() if isinstance(value, bytes) else str(value).encode()


def command(folder: Path, database_url: str | None, *words: str) -> str:
    """What a command of the operator prints on this folder, beside whatever server works there."""
    settings = {"PALIER_DATA_DIR": str(folder)} | (
        {"PALIER_DATABASE_URL": database_url} if database_url else {}
    )
    done = subprocess.run(
        [sys.executable, "-m", "service", *words],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
