"""The port that published norms are read from."""

from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from msgspec import Struct

from service.application.spaces import Space
from service.norms.cohorts import Cell
from service.norms.release import Figures


class Edition(Struct, frozen=True):
    """A published state of a version's norm; ``published_at`` is also the cut-off of its votes."""

    version: str
    number: int
    published_at: datetime


class PublishedCells(NamedTuple):
    """An edition, None if there is none yet, and the figures of those of its cells that are published."""

    edition: Edition | None
    figures: dict[Cell, Figures]


class NormReader(Protocol):
    """Published norms, as a server reads them. Every call may raise ``Unavailable``."""

    def read(
        self, owner: Space, version: str, number: int | None, cells: Sequence[Cell]
    ) -> Awaitable[PublishedCells]:
        """Return an edition, the last one if ``number`` is None, and what it publishes to this owner."""
        ...
