"""The port that statistics are read from."""

from collections.abc import Awaitable
from datetime import date
from typing import Literal, NamedTuple, Protocol

from msgspec import Struct

from service.application.spaces import Space
from service.model.codes import GroupBy, Origin

# A sparse vector: slot number to whole number; see ``service.application.statistics.rollups``.
RollupSums = dict[int, int]
Grain = Literal["day", "month"]
Dimension = GroupBy | Literal["all"]


class RollupQuery(Struct, frozen=True, kw_only=True):
    """Which rollups to read: ``since`` is the first day, ``until`` the day after the last.

    ``most_groups`` bounds how many groups are read: the earliest ones, and all groups of the seven days that
    follow, so that the last week is whole.
    """

    grain: Grain
    dimension: Dimension
    since: date | None = None
    until: date | None = None
    origin: Origin | None = None
    methodology: str | None = None
    most_groups: int | None = None


class RollupGroup(NamedTuple):
    """What sums are of: the first day of a day or month, and a value of the query's dimension."""

    start: date
    value: str


class RollupReading(Struct, frozen=True, kw_only=True):
    """The sums of each group, and what they took.

    ``assessments`` had to be added up one by one, since they were stored just before. ``has_other_tags`` is
    true if the space uses more tags than are added up, for groups by tag.
    """

    groups: dict[RollupGroup, RollupSums]
    assessments: int
    has_other_tags: bool


class RollupStore(Protocol):
    """Sums of a space's assessments, always equal to those of the assessments themselves."""

    def read_rollups(self, space: Space, query: RollupQuery) -> Awaitable[RollupReading]:
        """Return the sums of each group.

        Raises ``Unavailable`` while too many assessments are still to be aggregated, and when the database
        fails.
        """
        ...
