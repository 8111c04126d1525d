"""Timestamps as the API shows them: RFC 3339 in UTC, to the millisecond. Imports nothing of Palier."""

from datetime import datetime


def truncate_to_milliseconds(timestamp: datetime) -> datetime:
    """Drop the microseconds that the API does not show, so that stored and shown values are equal."""
    return timestamp.replace(microsecond=timestamp.microsecond // 1000 * 1000)


def format_timestamp(timestamp: datetime, precision: str = "milliseconds") -> str:
    """Return a UTC timestamp in RFC 3339; ``precision`` is a ``timespec`` of ``datetime.isoformat``."""
    return timestamp.isoformat(timespec=precision).replace("+00:00", "Z")
