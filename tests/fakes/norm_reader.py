"""Published norms in a dictionary, by owner."""

from collections.abc import Sequence

from service.application.ports.norm_reader import Edition, NormReader, PublishedCells
from service.application.spaces import Space
from service.norms.cohorts import Cell
from service.norms.release import Figures


class MemoryNormReader:
    def __init__(self) -> None:
        self.editions: list[Edition] = []
        self.cells: dict[str, dict[Cell, Figures]] = {}

    async def read(
        self, owner: Space, version: str, number: int | None, cells: Sequence[Cell]
    ) -> PublishedCells:
        editions = [
            edition
            for edition in self.editions
            if edition.version == version and number in (None, edition.number)
        ]
        if not editions:
            return PublishedCells(None, {})
        owned = self.cells.get(owner, {})
        return PublishedCells(editions[-1], {cell: owned[cell] for cell in cells if cell in owned})


_: type[NormReader] = MemoryNormReader
