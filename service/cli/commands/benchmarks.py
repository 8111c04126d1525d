"""``palier benchmarks publish``: publishes the next edition of a norm, while servers work.

Imports the composition root.
"""

from datetime import timedelta

from service.app import publishing
from service.cli.clock import checked_now
from service.cli.database import operator_database
from service.cli.invocation import Invocation
from service.cli.progress import waiting


def publish(call: Invocation) -> int:
    """Publish the norm of a version, by default the current one; returns the exit code.

    Nothing is published where the last edition is younger than ``--unless-newer`` days. Raises ``NotDone``
    where this machine's clock cannot be right.
    """
    days, words = call.options.unless_newer, call.words.results
    with operator_database(call.settings) as database:
        now = checked_now(call, database)
        publisher = publishing(database)
        version = call.options.methodology or publisher.current
        if days is not None and publisher.is_recent(version, now, timedelta(days=days)):
            print(call.fill(words.edition_is_recent, version=version))
            return 0
        with waiting(call.words.progress.publishing):
            published = publisher.publish(version, now, may_empty=call.options.trust_clock)
    print(
        call.fill(
            words.edition_published,
            version=version,
            number=published.edition.number,
            organisations=published.organisations,
            cohorts=published.cells,
            own=published.own_norms,
        )
    )
    return 0
