"""``palier benchmarks publish``: publishes the next edition of a norm, while servers work.

Imports the composition root.
"""

from datetime import UTC, datetime, timedelta

from service.app import publishing
from service.cli.database import operator_database
from service.cli.invocation import Invocation


def publish(call: Invocation) -> int:
    """Publish the norm of a version, by default the current one; returns the exit code.

    Nothing is published where the last edition is younger than ``--unless-newer`` days.
    """
    now, days, words = datetime.now(UTC), call.options.unless_newer, call.words.results
    with operator_database(call.settings) as database:
        publisher = publishing(database)
        version = call.options.methodology or publisher.current
        if days is not None and publisher.is_newer(version, now - timedelta(days=days)):
            print(words.edition_is_recent.format(version=version))
            return 0
        published = publisher.publish(version, now)
    print(
        words.edition_published.format(
            version=version,
            number=published.edition.number,
            organisations=published.organisations,
            cohorts=published.cells,
        )
    )
    return 0
