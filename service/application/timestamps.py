"""Timestamps as answers show them: RFC 3339 in UTC. Imports nothing of Palier."""

from datetime import datetime


def format_timestamp(moment: datetime, precision: str = "milliseconds") -> str:
    """A moment in UTC, as answers show it."""
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")
