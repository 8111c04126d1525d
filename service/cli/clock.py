"""The time as commands take it that a wrong clock would make destructive."""

from datetime import UTC, datetime

from service.application.clock_check import check_clock
from service.cli.invocation import Invocation
from service.storage.database.database import Database
from service.storage.maintenance.clock_evidence import clock_evidence


def checked_now(call: Invocation, database: Database) -> datetime:
    """Return the time in UTC; raise ``NotDone`` if it cannot be right, unless ``--trust-clock`` says so."""
    now = datetime.now(UTC)
    if not call.options.trust_clock:
        check_clock(now, clock_evidence(database))
    return now
