"""What keeps the database in order: ``palier backup``, ``restore``, ``migrate`` and ``purge``.

Imports the composition root and the storage. All but ``restore`` may run while a server works.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.app import open_database, sqlite_file
from service.errors import InvalidSetting
from service.settings import Settings
from service.storage.maintenance import backup
from service.storage.maintenance.purge import purge_all


def back_up(settings: Settings, file: str) -> int:
    """Copy the embedded database to a new file; return the exit code."""
    path = _embedded(settings, "pg_dump --format=custom")
    held = backup.back_up(path, Path(file))
    print(f"{file}: {held} assessments. Keep {settings.data_dir / 'secret'} and the local key with it.")
    return 0


def restore(settings: Settings, file: str) -> int:
    """Put a copy in the place of an embedded database that is not there; return the exit code."""
    path = _embedded(settings, "pg_restore")
    held = backup.restore(Path(file), path)
    print(f"{path}: {held} assessments restored.")
    return 0


def migrate(settings: Settings) -> int:
    """Bring the database to the newest schema; return the exit code."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    open_database(settings, alongside_server=True).close()
    print("The database has the schema of this release.")
    return 0


def purge(settings: Settings, days: int | None) -> int:
    """Erase what is older than so many days, and retry keys past their time; return the exit code."""
    now = datetime.now(UTC)
    database = open_database(settings, alongside_server=True)
    try:
        found = purge_all(database, now, None if days is None else now - timedelta(days=days))
    finally:
        database.close()
    print(f"{found.assessments} assessments and {found.retries} idempotency keys erased.")
    if not found.checkpointed:
        print("The server still reads what was erased from its log; its next erasure overwrites it.")
    return 0


def _embedded(settings: Settings, instead: str) -> Path:
    """The file of the embedded database; raise ``InvalidSetting`` where PostgreSQL is used."""
    try:
        path, _ = sqlite_file(settings)
    except InvalidSetting as error:
        raise InvalidSetting(
            "PALIER_DATABASE_URL",
            "this command copies the embedded database only",
            f"Use {instead} for PostgreSQL; deploy/README.md shows how.",
        ) from error
    return path
