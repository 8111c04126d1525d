"""Ids that sort by time: version 7 UUIDs (RFC 9562), from a moment and randomness that are given."""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

_RANDOM_BITS = 74
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def new_id(moment: datetime) -> UUID:
    """Return a new id made at this moment, to the millisecond; the other 74 bits are random."""
    random = secrets.randbits(_RANDOM_BITS)
    return UUID(int=_at(moment) | (random >> 62) << 64 | random & (1 << 62) - 1)


def lowest_id(moment: datetime) -> UUID:
    """Return the least id that can be made at this moment or later: a bound for listing by time."""
    return UUID(int=_at(moment))


def _at(moment: datetime) -> int:
    milliseconds = (moment - _EPOCH) // _MILLISECOND
    return max(0, min(milliseconds, (1 << 48) - 1)) << 80 | 0x7 << 76 | 0b10 << 62


def moment_of(identity: UUID) -> datetime:
    """Return the moment at which an id was made, to the millisecond."""
    return _EPOCH + (identity.int >> 80) * _MILLISECOND
