"""Dates and timestamps of query parameters: what the formats ``date`` and ``date-time`` of JSON Schema admit.

Imports nothing of Palier.
"""

import re
from datetime import UTC, date, datetime, timedelta

from msgspec import UNSET, UnsetType

# RFC 3339; whether there is such a day, the calendar knows.
_FORM = re.compile(
    r"\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d))?", re.ASCII
)
_DAY = timedelta(days=1)


def parse(text: str) -> datetime:
    """Return a date's start, or a date and time with its offset, in UTC; raise ``ValueError`` otherwise."""
    capitals = text.upper()
    if not _FORM.fullmatch(capitals):
        raise ValueError(text)
    timestamp = datetime.fromisoformat(capitals)
    if timestamp.tzinfo is None:
        return timestamp.replace(tzinfo=UTC)
    try:
        return timestamp.astimezone(UTC)
    except OverflowError:
        # Before the year 1 or after 9999, by its offset: nothing is ever earlier, or later.
        return (datetime.min if timestamp.year == 1 else datetime.max).replace(tzinfo=UTC)


def read_timestamp(text: str | UnsetType) -> datetime | None:
    """The timestamp of a parameter; None if it was not sent."""
    return None if text is UNSET else parse(str(text))


def first_day(since: str | UnsetType) -> date | None:
    """The first day of those that a period touches, from its start; None if that was not sent."""
    return None if since is UNSET else parse(str(since)).date()


def day_after(until: str | UnsetType) -> date | None:
    """The day after the last of those that a period touches, from its end, which is not part of it."""
    if until is UNSET:
        return None
    end = parse(str(until))
    is_midnight = end == datetime(end.year, end.month, end.day, tzinfo=UTC)
    return end.date() if is_midnight or end.date() == date.max else end.date() + _DAY
