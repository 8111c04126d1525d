"""The database as the operator's commands open it: alongside a server that may be running.

Imports the composition root.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from service.app import open_database
from service.errors import InvalidSetting
from service.settings import Settings
from service.storage.database.database import Database


@contextmanager
def operator_database(settings: Settings) -> Iterator[Database]:
    """Open the database, making the data folder if absent, and close it; raises ``InvalidSetting``."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidSetting(
            "PALIER_DATA_DIR", "folder_unusable", path=settings.data_dir, reason=error.strerror
        ) from error
    database = open_database(settings, alongside_server=True)
    try:
        yield database
    finally:
        database.close()
