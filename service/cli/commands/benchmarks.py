"""``palier benchmarks publish``: makes the next edition of a norm, while servers work.

Imports the composition root.
"""

from datetime import UTC, datetime, timedelta

from service.app import open_database, publishing
from service.settings import Settings


def publish(settings: Settings, version: str | None, unless_newer: timedelta | None) -> int:
    """Publish the norm of a version, the current one without; return the exit code.

    Where the last edition is newer than wanted, it is left as it is.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = open_database(settings, alongside_server=True)
    try:
        use_case = publishing(database)
        version, now = version or use_case.current, datetime.now(UTC)
        if unless_newer is not None and use_case.is_newer(version, now - unless_newer):
            print(f"{version}: the last edition is new enough.")
            return 0
        made = use_case.publish(version, now)
        print(
            f"{version}: edition {made.edition.number} of {made.organisations} organisations,"
            f" {made.cells} cohorts shown to everybody."
        )
    finally:
        database.close()
    return 0
