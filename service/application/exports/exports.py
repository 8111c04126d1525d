"""The use case of exporting: everything that was kept and erased, in the order in which it could be seen.

Whoever pulls goes on from a cursor, or from the moment up to which the last pull was complete. Neither ever
misses what was committed late: both rest on what could be seen, not on clocks. Knows no HTTP and no SQL.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.application.assessments.records import index_of
from service.application.ports.change_feed import ChangeEntry, ChangeFeed, ChangePosition, ChangeRange, Cursor
from service.application.spaces import Space

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
COLUMNS = (
    "change", "id", "changed_at", "created_at", "reference", "section", "size", "country", "assessor", "form",
    "origin", "methodology", "level", "index", "coverage", "importance", "band", "sourcing", "tags",
)  # fmt: skip
Row = tuple[Any, ...]


_HIGHEST = (1 << 63) - 1
FIRST, _LAST = ChangePosition(0, 0), ChangePosition(_HIGHEST, _HIGHEST)
_NEVER = _HIGHEST
# The highest bit of a UUID's version, which version 7 leaves clear.
_ERASED = 1 << 79


class ExportRequest(Struct, frozen=True, kw_only=True):
    """What to export: all changes after one, or those made in a period."""

    after: Cursor | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_timed(self) -> bool:
        """Whether a period is asked for; a cursor counts for more."""
        return self.after is None and (self.since is not None or self.until is not None)


class Export(Struct, frozen=True):
    """An export about to be read: its rows, some at a time, and how to go on after it.

    One by cursor goes on from ``next_cursor``, which is None where nothing was ever kept; one by a period
    goes on from the moment ``complete_until``, which is None in any other.
    """

    pages: AsyncIterator[list[Row]]
    next_cursor: Cursor | None
    complete_until: datetime | None


class Exports:
    """Exports of all tenants. Every call names the tenant that it is made for."""

    def __init__(self, store: ChangeFeed) -> None:
        self._store = store

    async def begin(self, space: Space, pull: ExportRequest) -> Export:
        """Fix how far the export goes; its rows are read as they are asked for."""
        extent = await self._store.window(space, pull.after)
        if pull.is_timed:
            # All that was made before that moment can be seen by now, wherever it stands.
            until = min(pull.until or extent.until, extent.until)
            since = 0 if pull.since is None else _microseconds(pull.since)
            wanted = ChangeRange(FIRST, _LAST, since, _microseconds(until))
            return Export(self._pages(space, wanted), None, until)
        if extent.last <= extent.after:
            # What came last may not be seen to have ended yet: whoever was told of it goes on from there.
            return Export(
                self._pages(space, ChangeRange(extent.after, extent.after, 0, _NEVER)), pull.after, None
            )
        wanted = ChangeRange(extent.after, extent.last, 0, _NEVER)
        return Export(self._pages(space, wanted), extent.end, None)

    async def _pages(self, space: Space, wanted: ChangeRange) -> AsyncIterator[list[Row]]:
        while found := await self._store.changes(space, wanted):
            yield [row_of(change) for change in found if change.is_erasure or change.record is not None]
            wanted = replace(wanted, after=found[-1].position)


def cursor_text(cursor: Cursor) -> str:
    """Where to go on: opaque to callers. An erasure is told apart by a version that no id has."""
    number = cursor.assessment.int ^ (_ERASED if cursor.is_erasure else 0)
    return urlsafe_b64encode(number.to_bytes(16)).rstrip(b"=").decode()


def read_cursor(cursor: str) -> Cursor:
    """The change that a cursor stands for; any 22 letters of its alphabet name some, there or not."""
    number = int.from_bytes(urlsafe_b64decode(cursor + "=="))
    is_erasure = bool(number & _ERASED)
    return Cursor(UUID(int=number ^ (_ERASED if is_erasure else 0)), is_erasure)


def row_of(change: ChangeEntry) -> Row:
    """The values of a change, in the order of the columns: always as many, null where it has none."""
    at, record = timestamp_at(change.at), change.record
    if change.is_erasure or record is None:
        return ("erasure", str(change.assessment), at, *[None] * (len(COLUMNS) - 3))
    return (
        "assessment",
        str(record.id),
        at,
        record.created_at,
        record.reference,
        record.section,
        record.size,
        record.country,
        record.assessor,
        record.form,
        record.origin,
        record.version,
        record.level,
        index_of(record),
        record.coverage / 100,
        record.score,
        record.band,
        record.recommended,
        record.tags,
    )


def timestamp_at(microseconds: int) -> datetime:
    """A moment from its microseconds since 1970."""
    return _EPOCH + microseconds * _MICROSECOND


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
