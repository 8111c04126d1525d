"""How far a space's history is aggregated, and under which definition of the rollups.

Rollups of another definition are worthless: sums would lack a dimension, and an erasure would subtract what
was never added. They are dropped, and history is aggregated anew in order of id. Until that has passed an
assessment, it counts as not aggregated, whether or not it is pending.
"""

from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from service.application.spaces import Space
from service.application.statistics.rollup_definition import definition
from service.storage.database import isolation
from service.storage.database.tables import RollupProgressRow, RollupRow, table

_ROLLUPS = table(RollupRow)
_PROGRESS = table(RollupProgressRow)
NOTHING_AGGREGATED = UUID(int=0)


def progress_of(connection: Connection, space: Space) -> UUID | None:
    """Return the id up to which history is aggregated, or None if all of it is.

    ``NOTHING_AGGREGATED`` also means that the rollups are of another definition and must not be read.
    """
    query = select(_PROGRESS.c.definition, _PROGRESS.c.aggregated_to)
    row = connection.execute(query.where(isolation.owned_by(_PROGRESS, space))).first()
    if row is None or row.definition != definition():
        return NOTHING_AGGREGATED
    aggregated_to: UUID | None = row.aggregated_to
    return aggregated_to


def claim(connection: Connection, space: Space) -> UUID | None:
    """Like ``progress_of``, before rollups are written: drop those of another definition.

    During a rolling upgrade, each release drops the rollups of the other: they are rebuilt more often than
    needed, and never wrong.
    """
    aggregated_to = progress_of(connection, space)
    if aggregated_to == NOTHING_AGGREGATED:
        connection.execute(delete(_ROLLUPS).where(isolation.owned_by(_ROLLUPS, space)))
        set_progress(connection, space, aggregated_to)
    return aggregated_to


def set_progress(connection: Connection, space: Space, aggregated_to: UUID | None) -> None:
    """Store up to which id history is aggregated under this release's definition; None means all of it."""
    values = {"definition": definition(), "aggregated_to": aggregated_to}
    stored = connection.execute(update(_PROGRESS).where(isolation.owned_by(_PROGRESS, space)).values(values))
    if not stored.rowcount:
        connection.execute(insert(_PROGRESS), values | {"space": space})
