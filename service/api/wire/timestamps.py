"""Days and timestamps of query parameters. Their patterns admit 31 for every month.

A day that a month lacks is read as one of the next month: 31 April is 1 May. Imports nothing of Palier.
"""

from datetime import UTC, date, datetime, timedelta

from msgspec import UNSET, UnsetType


def read_day(text: str | UnsetType) -> date | None:
    """The day ``YYYY-MM-DD``; None if the parameter was not sent."""
    return None if text is UNSET else _day(str(text))


def read_timestamp(text: str | UnsetType) -> datetime | None:
    """The start of a day, or a date and time with its offset, in UTC; None if the parameter was not sent."""
    if text is UNSET:
        return None
    date_part, _, time = str(text).partition("T")
    day = _day(date_part)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if not time:
        return start
    clock = datetime.fromisoformat(f"2000-01-02T{time}")
    try:
        return start + (clock - datetime(2000, 1, 2, tzinfo=UTC))
    except OverflowError:
        # The last day of the year 9999, west of Greenwich: nothing is ever later.
        return datetime.max.replace(tzinfo=UTC)


def _day(text: str) -> date:
    year, month, number = (int(part) for part in text.split("-"))
    return date(year, month, 1) + timedelta(days=number - 1)
