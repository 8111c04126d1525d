"""The port by which a server reads published norms."""

from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from service.application.spaces import Space
from service.norms.cohorts import Cell
from service.norms.release import Figures


class Edition(Struct, frozen=True):
    """One released state of a version's norm; ``published_at`` is also its cut-off."""

    version: str
    number: int
    published_at: datetime


class NormReader(Protocol):
    """Released norms, as a server reads them. Any call may raise ``Unavailable``."""

    def read(
        self, owner: Space, version: str, number: int | None, cells: Sequence[Cell]
    ) -> Awaitable[tuple[Edition | None, dict[Cell, Figures]]]:
        """Return an edition, the last one without a number, and what it shows this owner of these cells."""
        ...
