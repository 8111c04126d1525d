"""Column types that SQLite and PostgreSQL lack or differ in, so that both return the same values."""

import zlib
from datetime import UTC, datetime
from importlib.resources import files
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    TypeDecorator,
    Uuid,
)

# Stored profiles are unreadable without it: never change it. A better one must become a second one.
_DICTIONARY = files("service.storage.database").joinpath("profiles.dictionary").read_bytes()
# A template: each use copies it. A small window halves the time, and profiles are small.
_COMPRESSOR = zlib.compressobj(wbits=14, memLevel=7, zdict=_DICTIONARY)


class UtcTimestamp(TypeDecorator[datetime]):
    """A timestamp in UTC. SQLite returns naive ones, which were UTC when they were stored."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Convert to UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Mark as UTC."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


class _UuidBytes(TypeDecorator[UUID]):
    """A UUID as its 16 bytes; SQLAlchemy's own type would store 32 letters on SQLite."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, _: Dialect) -> bytes | None:
        """Convert to bytes."""
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, _: Dialect) -> UUID | None:
        """Convert from bytes."""
        return None if value is None else UUID(bytes=value)


ID = Uuid().with_variant(_UuidBytes(), "sqlite")


class CompressedProfile(TypeDecorator[bytes]):
    """A profile's JSON, compressed to an eighth with a dictionary of the words that profiles share."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, _: Dialect) -> bytes | None:
        """Compress."""
        if value is None:
            return None
        compressor = _COMPRESSOR.copy()
        return compressor.compress(value) + compressor.flush()

    def process_result_value(self, value: bytes | None, _: Dialect) -> bytes | None:
        """Decompress."""
        return None if value is None else zlib.decompressobj(zdict=_DICTIONARY).decompress(value)


class WordList(TypeDecorator[tuple[str, ...]]):
    """Words, which contain no spaces, separated by spaces; null when there are none."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _: Dialect) -> str | None:
        """Join."""
        return " ".join(value) if value else None

    def process_result_value(self, value: str | None, _: Dialect) -> tuple[str, ...]:
        """Split."""
        return tuple(value.split()) if value else ()


class Parts(TypeDecorator[float]):
    """A number with few decimals as a whole number of hundredths or tenths: two bytes, and exact."""

    impl: type[Integer] = SmallInteger
    cache_ok = True

    def __init__(self, unit: int) -> None:
        super().__init__()
        self.unit = unit

    def process_bind_param(self, value: float | None, _: Dialect) -> int | None:
        """Count the parts."""
        return None if value is None else round(value * self.unit)

    def process_result_value(self, value: int | None, _: Dialect) -> float | None:
        """Return the number."""
        return None if value is None else value / self.unit


class _ManyParts(Parts):
    """The same for numbers without an upper bound."""

    impl = BigInteger
    cache_ok = True


HUNDREDTHS, TENTHS, MANY_HUNDREDTHS = Parts(100), Parts(10), _ManyParts(100)
