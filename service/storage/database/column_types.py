"""The types of columns that the databases do not have, or have in another way. Imports no layer.

They are converted here alone, so that the same values come back from SQLite and from PostgreSQL.
"""

import zlib
from datetime import UTC, datetime
from importlib.resources import files
from uuid import UUID

from sqlalchemy import DateTime, Dialect, LargeBinary, Text, TypeDecorator, Uuid

# Stored profiles can only be read with it: it must never change, and a better one must be a second one.
_DICTIONARY = files("service.storage.database").joinpath("profiles.dictionary").read_bytes()
# Smaller than usual windows, since a profile is small: half the time. It is copied, never used itself.
_PACKER = zlib.compressobj(wbits=14, memLevel=7, zdict=_DICTIONARY)


class UtcTimestamp(TypeDecorator[datetime]):
    """A moment in UTC. SQLite gives naive moments back; they were UTC when they were stored."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Store in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Read as UTC."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


class _Sixteen(TypeDecorator[UUID]):
    """A UUID as its sixteen bytes, where SQLAlchemy would store twice as many letters."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, _: Dialect) -> bytes | None:
        """Store its bytes."""
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, _: Dialect) -> UUID | None:
        """Read its bytes."""
        return None if value is None else UUID(bytes=value)


ID = Uuid().with_variant(_Sixteen(), "sqlite")


class Packed(TypeDecorator[bytes]):
    """A profile, compressed: an eighth of its size, since profiles share the words of the dictionary."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, _: Dialect) -> bytes | None:
        """Compress it."""
        if value is None:
            return None
        packer = _PACKER.copy()
        return packer.compress(value) + packer.flush()

    def process_result_value(self, value: bytes | None, _: Dialect) -> bytes | None:
        """Decompress it."""
        return None if value is None else zlib.decompressobj(zdict=_DICTIONARY).decompress(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """Words without spaces, which separate them; null where there are none."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _: Dialect) -> str | None:
        """Join them."""
        return " ".join(value) if value else None

    def process_result_value(self, value: str | None, _: Dialect) -> tuple[str, ...]:
        """Split them."""
        return tuple(value.split()) if value else ()
