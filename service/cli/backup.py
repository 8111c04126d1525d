"""``palier backup`` and ``palier restore``: copies of the embedded database. Imports the storage."""

from pathlib import Path

from service.app import database_of
from service.settings import Settings
from service.storage import backup


def back_up(settings: Settings, file: str) -> int:
    """Copy the database to a new file, while the server works; return the exit code."""
    path, _ = database_of(settings)
    held = backup.back_up(path, Path(file))
    print(f"{file}: {held} assessments. Keep {settings.data_dir / 'secret'} and the local key with it.")
    return 0


def restore(settings: Settings, file: str) -> int:
    """Put a copy in the place of a database that is not there; return the exit code."""
    path, _ = database_of(settings)
    held = backup.restore(Path(file), path)
    print(f"{path}: {held} assessments restored.")
    return 0
