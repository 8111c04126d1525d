"""The port by which statistics are read."""

from collections.abc import Awaitable
from datetime import date
from typing import Literal, Protocol

from msgspec import Struct

from service.application.spaces import Space
from service.model.codes import GroupBy, Origin

Sums = dict[int, int]
Grain = Literal["day", "month"]
Dimension = GroupBy | Literal["all"]


class RollupQuery(Struct, frozen=True, kw_only=True):
    """Which sums are read. ``since`` is a first day, ``until`` the day after the last."""

    grain: Grain
    dimension: Dimension
    since: date | None = None
    until: date | None = None
    origin: Origin | None = None
    version: str | None = None


class RollupStore(Protocol):
    """Where sums of assessments are kept, always up to date with the assessments themselves."""

    def read_rollups(self, space: Space, wanted: RollupQuery) -> Awaitable[dict[tuple[date, str], Sums]]:
        """Return a tenant's sums, by the start of their day or month and by their group."""
        ...
