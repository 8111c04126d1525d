"""The port by which exports read what was stored and erased."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from service.application.ports.assessment_store import AssessmentSummary
from service.application.spaces import Space


class ChangePosition(Struct, frozen=True, order=True):
    """Where a change stands in the order of all."""

    transaction_id: int
    sequence: int


class ChangeEntry(Struct, frozen=True):
    """What became of an assessment: its summary, or None where it was erased, then or since."""

    position: ChangePosition
    assessment: UUID
    at: int
    is_erasure: bool
    record: AssessmentSummary | None


class Cursor(Struct, frozen=True):
    """A change by what it is about: places are counted for all tenants, and are nobody's business."""

    assessment: UUID
    is_erasure: bool


class Window(Struct, frozen=True):
    """What can be read now: nothing seen later stands before ``last``, nor was made before ``until``.

    ``after`` is the place of the cursor that was given, the first of all if there is none; ``end`` is the
    cursor of the last place, None where there is no change.
    """

    after: ChangePosition
    last: ChangePosition
    end: Cursor | None
    until: datetime


class ChangeRange(Struct, frozen=True):
    """Changes after a place and up to another, made from one moment, in microseconds, to before another."""

    after: ChangePosition
    last: ChangePosition
    since: int
    until: int


class ChangeFeed(Protocol):
    """Where changes are kept. Every call sees one tenant's only, and may raise ``Unavailable``."""

    def window(self, space: Space, after: Cursor | None) -> Awaitable[Window]:
        """Return from where to where can be read now, after a change or from the first on."""
        ...

    def changes(self, space: Space, wanted: ChangeRange) -> Awaitable[list[ChangeEntry]]:
        """Return some changes, in order, the first ones of those wanted."""
        ...
