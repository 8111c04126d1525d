"""``palier backup``, ``restore``, ``migrate`` and ``purge``: the upkeep of the database.

Imports the composition root and the storage. All but ``restore`` may run while a server works.
"""

from datetime import timedelta
from pathlib import Path

from service.app import sqlite_file
from service.cli.clock import checked_now
from service.cli.database import operator_database
from service.cli.invocation import Invocation
from service.errors import InvalidSetting
from service.settings import Settings
from service.storage.maintenance import backup
from service.storage.maintenance.purge import purge_all


def back_up(call: Invocation) -> int:
    """Copy the embedded database to a new file; returns the exit code."""
    path = _embedded_file(call.settings, "pg_dump --format=custom")
    count = backup.back_up(path, Path(call.options.file))
    secret = call.settings.data_dir / "secret"
    print(call.fill(call.words.results.backup_written, file=call.options.file, count=count, secret=secret))
    return 0


def restore(call: Invocation) -> int:
    """Put a copy in the place of an embedded database that does not exist; returns the exit code."""
    path = _embedded_file(call.settings, "pg_restore")
    count = backup.restore(Path(call.options.file), path)
    print(call.fill(call.words.results.backup_restored, file=path, count=count))
    return 0


def migrate(call: Invocation) -> int:
    """Bring the database to the newest schema; returns the exit code."""
    with operator_database(call.settings):
        print(call.words.results.schema_is_current)
    return 0


def purge(call: Invocation) -> int:
    """Erase assessments older than ``--days``, and old idempotency keys; returns the exit code.

    Raises ``NotDone`` where this machine's clock cannot be right.
    """
    days, words = call.options.days, call.words.results
    with operator_database(call.settings) as database:
        now = checked_now(call, database)
        erased = purge_all(database, now, None if days is None else now - timedelta(days=days))
    print(call.fill(words.purged, assessments=erased.assessments, keys=erased.idempotency_keys))
    if not erased.checkpointed:
        print(words.purge_left_in_log)
    return 0


def _embedded_file(settings: Settings, tool: str) -> Path:
    """The file of the embedded database; raises ``InvalidSetting``, naming the tool of PostgreSQL to use."""
    try:
        return sqlite_file(settings).path
    except InvalidSetting as error:
        raise InvalidSetting("PALIER_DATABASE_URL", "postgres_copied_otherwise", tool=tool) from error
