"""``palier benchmarks publish``: makes the next edition of a norm, while servers work.

Imports the composition root.
"""

from datetime import UTC, datetime, timedelta

from service.app import opened, publishing
from service.settings import Settings


def publish(settings: Settings, version: str | None, unless_newer: timedelta | None) -> int:
    """Publish the norm of a version, or of every shipped one; return the exit code.

    Where the last edition is newer than wanted, it is left as it is.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = opened(settings, beside=True)
    try:
        use_case = publishing(database)
        for each in [version] if version else use_case.versions:
            now = datetime.now(UTC)
            if unless_newer is not None and use_case.is_newer(each, now - unless_newer):
                print(f"{each}: the last edition is new enough.")
                continue
            made = use_case.publish(each, now)
            print(
                f"{each}: edition {made.edition.number} of {made.organisations} organisations,"
                f" {made.cells} cohorts shown to everybody."
            )
    finally:
        database.release()
    return 0
