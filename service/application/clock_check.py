"""Whether this machine's clock can be right, judged by what was stored last.

Work that a wrong clock makes destructive asks first: with a clock that is ahead, a purge erases what is
young, and a norm loses the votes of a year.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from service.errors import NotDone

# Clocks of several machines may differ by so much.
_TOLERANCE = timedelta(hours=1)
# Longer ago, an installation that is in use has assessed something and published a norm.
_LONGEST_SILENCE = timedelta(days=90)


class ClockEvidence(Struct, frozen=True, kw_only=True):
    """What the database tells of the time; a member is None where there is no such thing.

    ``database`` is the clock of a database server. ``newest`` is the latest creation time of an assessment,
    ``last_stored`` that of the one stored last: after a clock that was ahead, they are not the same one.
    ``edition`` is when the last edition of a norm was published.
    """

    database: datetime | None = None
    newest: datetime | None = None
    last_stored: datetime | None = None
    edition: datetime | None = None


def check_clock(now: datetime, evidence: ClockEvidence) -> None:
    """Raise ``NotDone`` if ``now`` is far from the database's clock or from what was stored last."""
    known = evidence.database
    if known is not None and abs(now - known) > _TOLERANCE:
        raise NotDone("clock_differs", now=_minute(now), known=_minute(known))
    for known in (evidence.last_stored, evidence.edition):
        if known is not None and now < known - _TOLERANCE:
            raise NotDone("clock_behind", now=_minute(now), known=_minute(known))
    known = evidence.newest
    if known is not None and now > known + _LONGEST_SILENCE:
        raise NotDone("clock_ahead", now=_minute(now), known=_minute(known), days=(now - known).days)
    known = evidence.edition
    if known is not None and now > known + _LONGEST_SILENCE:
        raise NotDone("clock_ahead_of_norm", now=_minute(now), known=_minute(known), days=(now - known).days)


def is_recent(timestamp: datetime, now: datetime, period: timedelta) -> bool:
    """Whether something happened within a period before ``now``; what is dated far ahead did not."""
    return now - period < timestamp <= now + _TOLERANCE


def _minute(timestamp: datetime) -> str:
    return f"{timestamp:%Y-%m-%d %H:%M} UTC"
