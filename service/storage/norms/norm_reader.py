"""Reads published norms: one query for a few cells, however many votes they summarise."""

from collections.abc import Awaitable, Sequence

from sqlalchemy import Connection, select

from service.application.ports.norm_reader import Edition, PublishedCells
from service.application.ports.norm_repository import unpack_figures
from service.application.spaces import Space
from service.norms.cohorts import Cell
from service.storage.database import isolation
from service.storage.database.readers import Readers
from service.storage.database.tables import EditionRow, NormCellRow, table

_EDITIONS = table(EditionRow)
_CELLS = table(NormCellRow)


class SqlNormReader:
    """See ``service.application.ports.norm_reader.NormReader``."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def read(
        self, owner: Space, version: str, number: int | None, cells: Sequence[Cell]
    ) -> Awaitable[PublishedCells]:
        """Return an edition, the last one if ``number`` is None, and what it publishes to this owner."""
        return self._readers.submit(lambda connection: _read(connection, owner, version, number, cells))


def _read(
    connection: Connection, owner: Space, version: str, number: int | None, cells: Sequence[Cell]
) -> PublishedCells:
    isolation.bind_tenant(connection, owner)
    edition = find_edition(connection, version, number)
    if edition is None:
        return PublishedCells(None, {})
    cells_by_name = {cell_name(cell): cell for cell in cells}
    query = select(_CELLS.c.cell, _CELLS.c.figures).where(
        isolation.owned_by(_CELLS, owner),
        _CELLS.c.methodology == version,
        _CELLS.c.edition == edition.number,
        _CELLS.c.cell.in_(cells_by_name),
    )
    figures = {cells_by_name[name]: unpack_figures(packed) for name, packed in connection.execute(query)}
    return PublishedCells(edition, figures)


def find_edition(connection: Connection, version: str | None, number: int | None = None) -> Edition | None:
    """Return an edition of a version, or of any if None; the last one without a number."""
    query = select(_EDITIONS.c.methodology, _EDITIONS.c.number, _EDITIONS.c.published_at)
    if version is not None:
        query = query.where(_EDITIONS.c.methodology == version)
    if number is not None:
        query = query.where(_EDITIONS.c.number == number)
    row = connection.execute(query.order_by(_EDITIONS.c.number.desc()).limit(1)).first()
    return None if row is None else Edition(*row)


def cell_name(cell: Cell) -> str:
    """Return the name that a cell is stored under."""
    return "/".join((cell.assessor, cell.section, cell.size, cell.country))
