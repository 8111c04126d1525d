"""The port that exports read: the change feed of a space."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from service.application.spaces import Space
from service.model.documents.row import AssessmentRow


class ChangePosition(Struct, frozen=True, order=True):
    """Where a change stands in the feed of all spaces."""

    transaction_id: int
    sequence: int


class ChangeEntry(Struct, frozen=True, kw_only=True):
    """An insert or an erasure; ``at`` is in microseconds since 1970.

    ``row`` is None for an erasure, and for an insert whose assessment was erased since.
    """

    position: ChangePosition
    assessment: UUID
    at: int
    is_erasure: bool
    row: AssessmentRow | None


class Cursor(Struct, frozen=True):
    """A change as callers name it: positions are counted across tenants and must not leave the service."""

    assessment: UUID
    is_erasure: bool


class Window(Struct, frozen=True):
    """How far the feed can be read now.

    ``after`` is the position of the given cursor, or the start of the feed. ``last`` is the last readable
    position and ``end`` its cursor, None in an empty feed. No change that becomes readable later has a
    position up to ``last``, nor a timestamp before ``until``.
    """

    after: ChangePosition
    last: ChangePosition
    end: Cursor | None
    until: datetime


class ChangeRange(Struct, frozen=True):
    """Changes after a position and up to another, from ``since`` to before ``until``, in microseconds."""

    after: ChangePosition
    last: ChangePosition
    since: int
    until: int


class ChangeFeed(Protocol):
    """Inserts and erasures of a space in commit-visibility order. Every call may raise ``Unavailable``."""

    def window(self, space: Space, after: Cursor | None) -> Awaitable[Window]:
        """Return how far the feed can be read now, from a cursor or from the start."""
        ...

    def changes(self, space: Space, within: ChangeRange) -> Awaitable[list[ChangeEntry]]:
        """Return the first changes of a range, in order; an empty list when there are none."""
        ...
