"""Time-ordered ids: UUID version 7 (RFC 9562). 48 bits of milliseconds since 1970, then 74 random bits."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from service.application.timestamps import truncate_to_milliseconds

_RANDOM_BITS = 74
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Identity(Struct, frozen=True):
    """The id of an assessment and its creation time: UTC, in whole milliseconds, the same as in the id."""

    id: UUID
    created_at: datetime


def new_identity(now: datetime) -> Identity:
    """Return a new id with its creation time: ``now``, truncated to milliseconds."""
    created_at = truncate_to_milliseconds(now)
    return Identity(new_id(created_at), created_at)


def new_id(timestamp: datetime) -> UUID:
    """Return a new id that carries this timestamp, truncated to milliseconds."""
    random = secrets.randbits(_RANDOM_BITS)
    return UUID(int=_time_bits(timestamp) | (random >> 62) << 64 | random & (1 << 62) - 1)


def lowest_id(timestamp: datetime) -> UUID:
    """Return the lowest id with this timestamp: the bound of an id range that stands for a time range."""
    return UUID(int=_time_bits(timestamp))


def timestamp_of(id_: UUID) -> datetime:
    """Return the timestamp that an id carries."""
    return _EPOCH + (id_.int >> 80) * _MILLISECOND


def _time_bits(timestamp: datetime) -> int:
    """Milliseconds, version and variant in their places; out of range is clamped to 48 bits."""
    milliseconds = (timestamp - _EPOCH) // _MILLISECOND
    return max(0, min(milliseconds, (1 << 48) - 1)) << 80 | 0x7 << 76 | 0b10 << 62
