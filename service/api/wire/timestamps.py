"""Dates and moments as callers write them: the contract lets through days that a month lacks."""

from datetime import UTC, date, datetime, timedelta

from msgspec import UNSET, UnsetType


def read_day(text: str | UnsetType) -> date | None:
    """A date. A day that a month lacks is one of the next month."""
    if text is UNSET:
        return None
    year, month, number = (int(part) for part in str(text).split("-"))
    return date(year, month, 1) + timedelta(days=number - 1)


def read_timestamp(text: str | UnsetType) -> datetime | None:
    """A date, or a date and time, as a timestamp in UTC; a day the month lacks is in the next month."""
    if text is UNSET:
        return None
    date_part, _, time = str(text).partition("T")
    year, month, number = (int(part) for part in date_part.split("-"))
    start = datetime(year, month, 1, tzinfo=UTC) + timedelta(days=number - 1)
    if not time:
        return start
    clock = datetime.fromisoformat(f"2000-01-02T{time}")
    try:
        return start + (clock - datetime(2000, 1, 2, tzinfo=UTC))
    except OverflowError:
        # The last day of the year 9999, west of Greenwich: nothing is ever later.
        return datetime.max.replace(tzinfo=UTC)
