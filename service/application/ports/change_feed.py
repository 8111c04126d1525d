"""The port by which exports read what was stored and erased."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from service.application.ports.assessment_store import Summary


class Place(Struct, frozen=True, order=True):
    """Where a change stands in the order of all."""

    turn: int
    place: int


class Change(Struct, frozen=True):
    """What became of an assessment: its summary, or None where it was erased, then or since."""

    place: Place
    assessment: UUID
    at: int
    is_erasure: bool
    record: Summary | None


class Cursor(Struct, frozen=True):
    """A change by what it is about: places are counted for all tenants, and are nobody's business."""

    assessment: UUID
    is_erasure: bool


class Extent(Struct, frozen=True):
    """What can be read now: nothing seen later stands before ``last``, nor was made before ``until``.

    ``after`` is the place of the cursor that was given, the first of all if there is none; ``end`` is the
    cursor of the last place, None where there is no change.
    """

    after: Place
    last: Place
    end: Cursor | None
    until: datetime


class Range(Struct, frozen=True):
    """Changes after a place and up to another, made from one moment, in microseconds, to before another."""

    after: Place
    last: Place
    since: int
    until: int


class ChangeStore(Protocol):
    """Where changes are kept. Every call sees one tenant's only, and may raise ``Unavailable``."""

    def extent(self, tenant: str, after: Cursor | None) -> Awaitable[Extent]:
        """Return from where to where can be read now, after a change or from the first on."""
        ...

    def changes(self, tenant: str, wanted: Range) -> Awaitable[list[Change]]:
        """Return some changes, in order, the first ones of those wanted."""
        ...
