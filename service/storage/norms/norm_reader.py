"""Released norms, as they are read: one look-up of a few keys, however many votes stand behind them.

Imports the tables, the walls and the ports.
"""

from collections.abc import Awaitable, Sequence

from sqlalchemy import Connection, Table, select

from service.application.ports.norm_reader import Edition
from service.application.ports.norm_repository import unpack_figures
from service.application.spaces import Space
from service.norms.cohorts import Cell
from service.norms.release import Figures
from service.storage.database import isolation
from service.storage.database.readers import Readers
from service.storage.database.tables import Base

EDITIONS: Table = Base.metadata.tables["editions"]
CELLS: Table = Base.metadata.tables["norm_cells"]


class SqlNormReader:
    """See ``service.application.norm_ports.Norms``."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def read(
        self, owner: Space, version: str, number: int | None, cells: Sequence[Cell]
    ) -> Awaitable[tuple[Edition | None, dict[Cell, Figures]]]:
        """Return an edition and what it shows this owner of these cells."""
        return self._readers.submit(lambda connection: _read(connection, owner, version, number, cells))


def _read(
    connection: Connection, owner: Space, version: str, number: int | None, cells: Sequence[Cell]
) -> tuple[Edition | None, dict[Cell, Figures]]:
    isolation.bind_tenant(connection, owner)
    edition = find_edition(connection, version, number)
    if edition is None:
        return None, {}
    keys = {key_of(cell): cell for cell in cells}
    query = select(CELLS.c.cell, CELLS.c.figures).where(
        isolation.owned_by(CELLS, owner),
        CELLS.c.version == version,
        CELLS.c.edition == edition.number,
        CELLS.c.cell.in_(keys),
    )
    return edition, {keys[key]: unpack_figures(figures) for key, figures in connection.execute(query)}


def find_edition(connection: Connection, version: str | None, number: int | None = None) -> Edition | None:
    """An edition of a version or of any, the last one without a number."""
    query = select(EDITIONS.c.version, EDITIONS.c.number, EDITIONS.c.published_at)
    if version is not None:
        query = query.where(EDITIONS.c.version == version)
    if number is not None:
        query = query.where(EDITIONS.c.number == number)
    row = connection.execute(query.order_by(EDITIONS.c.number.desc()).limit(1)).first()
    return None if row is None else Edition(*row)


def key_of(cell: Cell) -> str:
    """What a cell is kept under."""
    return "/".join((cell.assessor, cell.section, cell.size, cell.country))
