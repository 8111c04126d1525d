"""The use case of exporting the change feed: inserts and erasures in commit-visibility order.

A client resumes from a cursor, or from the timestamp up to which its last export was complete. Neither misses
a change that was committed late: both rest on what transactions could see, not on clocks.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import astuple, replace

from service.application.ports.change_feed import ChangeEntry, ChangeFeed, ChangePosition, ChangeRange, Cursor
from service.application.spaces import Space
from service.application.timestamps import format_timestamp
from service.errors import TooManyRequests
from service.model.documents.row import AssessmentRow

# Exports of one space that may run at the same time, and when to try again.
MOST_AT_ONCE = 4
_RETRY_SECONDS = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# The columns of a row; after the two that say what it is about, the two that say what happened to it.
COLUMNS = (*(_ROW := AssessmentRow.__struct_fields__)[:2], "changed_at", "erased", *_ROW[2:])
# The values of a change, one for each of COLUMNS.
ExportRow = tuple[Any, ...]

_HIGHEST = (1 << 63) - 1
FIRST, _LAST = ChangePosition(0, 0), ChangePosition(_HIGHEST, _HIGHEST)
# The end of time, in microseconds.
_NEVER = _HIGHEST
# The first letter of a cursor. A list's begins with another, since it would name another place here.
_EXPORT = "x"
# The highest bit of a UUID's version, which version 7 leaves clear; a cursor sets it for an erasure.
_ERASURE_BIT = 1 << 79


class ExportRequest(Struct, frozen=True, kw_only=True):
    """Which changes to export: those after a cursor, or those made from ``since`` to before ``until``.

    A cursor takes precedence. With neither, all changes.
    """

    after: Cursor | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_timed(self) -> bool:
        """Whether the export is by period, not by cursor."""
        return self.after is None and (self.since is not None or self.until is not None)


class Export(Struct, frozen=True):
    """An export: pages of rows, read from the store as they are consumed, and where to resume afterwards.

    An export by cursor resumes from ``next_cursor``, None if the feed is empty. One by period resumes from
    ``complete_until``, None in an export by cursor.
    """

    pages: AsyncIterator[list[ExportRow]]
    next_cursor: Cursor | None
    complete_until: datetime | None


class ChangePage(Struct, frozen=True):
    """Some changes of an export, and where to resume; ``next_cursor`` is None while the feed is empty."""

    rows: list[ExportRow]
    next_cursor: Cursor | None
    has_more: bool


class Exports:
    """Exports of all tenants. Every call sees the data of one space only."""

    def __init__(self, store: ChangeFeed) -> None:
        self._store = store
        self._running: Counter[Space] = Counter()

    async def begin(self, space: Space, request: ExportRequest) -> Export:
        """Fix the end of an export and return it; may raise ``Unavailable``, as may reading its pages.

        Raises ``TooManyRequests`` while as many exports of this space run as may: each takes memory.
        """
        if self._running[space] >= MOST_AT_ONCE:
            raise TooManyRequests(_RETRY_SECONDS)
        window = await self._store.window(space, request.after)
        if request.is_timed:
            # Every change made before window.until is visible by now, whatever its position.
            until = min(request.until or window.until, window.until)
            since = 0 if request.since is None else _microseconds(request.since)
            changes = ChangeRange(FIRST, _LAST, since, _microseconds(until))
            return Export(self._pages(space, changes), None, until)
        if window.last <= window.after:
            # Nothing to read yet after the client's cursor, which may even be ahead of the window.
            changes = ChangeRange(window.after, window.after, 0, _NEVER)
            return Export(self._pages(space, changes), request.after, None)
        changes = ChangeRange(window.after, window.last, 0, _NEVER)
        return Export(self._pages(space, changes), window.end, None)

    async def page(self, space: Space, request: ExportRequest) -> ChangePage:
        """Return the first changes of an export; may raise ``Unavailable``.

        A page resumes after its last change, so that the changes from ``until`` on come when they are asked
        for. ``since`` counts without a cursor only: where one leads, earlier changes have been read.
        """
        window = await self._store.window(space, request.after)
        since = 0 if request.since is None or request.after else _microseconds(request.since)
        until = _NEVER if request.until is None else _microseconds(request.until)
        changes = ChangeRange(window.after, window.last, since, until)
        # A client's cursor may be ahead of the window.
        entries = await self._store.changes(space, changes) if window.last > window.after else []
        if not entries:
            return ChangePage([], request.after, False)
        last = entries[-1]
        return ChangePage(
            _rows(entries), Cursor(last.assessment, last.is_erasure), last.position < window.last
        )

    async def _pages(self, space: Space, changes: ChangeRange) -> AsyncIterator[list[ExportRow]]:
        self._running[space] += 1
        try:
            async for page in self._rows(space, changes):
                yield page
        finally:
            self._running[space] -= 1

    async def _rows(self, space: Space, changes: ChangeRange) -> AsyncIterator[list[ExportRow]]:
        while entries := await self._store.changes(space, changes):
            yield _rows(entries)
            changes = replace(changes, after=entries[-1].position)


def _rows(entries: list[ChangeEntry]) -> list[ExportRow]:
    # An insert whose assessment was erased since has no row: its erasure follows in the feed.
    return [export_row(entry) for entry in entries if entry.is_erasure or entry.row is not None]


def cursor_text(cursor: Cursor) -> str:
    """Return a cursor as a text that is opaque to callers: ``x`` and 22 characters of base64url."""
    number = cursor.assessment.int ^ (_ERASURE_BIT if cursor.is_erasure else 0)
    return _EXPORT + urlsafe_b64encode(number.to_bytes(16)).rstrip(b"=").decode()


def read_cursor(text: str) -> Cursor:
    """Return the cursor of its text. Any 22 base64url characters decode to some change, stored or not."""
    number = int.from_bytes(urlsafe_b64decode(text.removeprefix(_EXPORT) + "=="))
    is_erasure = bool(number & _ERASURE_BIT)
    return Cursor(UUID(int=number ^ (_ERASURE_BIT if is_erasure else 0)), is_erasure)


def export_row(change: ChangeEntry) -> ExportRow:
    """Return a change as values of ``COLUMNS``; an erasure has only ``id``, ``changed_at`` and ``erased``."""
    changed_at = format_timestamp(timestamp_at(change.at))
    if change.row is None:
        return (str(change.assessment), None, changed_at, True, *[None] * (len(COLUMNS) - 4))
    id_, created_at, *others = astuple(change.row)
    return (id_, created_at, changed_at, False, *others)


def timestamp_at(microseconds: int) -> datetime:
    """Return the UTC timestamp of so many microseconds since 1970."""
    return _EPOCH + microseconds * _MICROSECOND


def _microseconds(timestamp: datetime) -> int:
    return (timestamp - _EPOCH) // _MICROSECOND
