"""How far a space's history is aggregated, under which definition of the rollups, and with which tags.

Rollups of another definition are worthless: sums would lack a dimension, and an erasure would subtract what
was never added. They are dropped, and history is aggregated anew in order of id. Until that has passed an
assessment, it counts as not aggregated, whether or not it is pending.
"""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from service.application.spaces import Space
from service.application.statistics.rollup_definition import definition
from service.storage.database import isolation
from service.storage.database.tables import RollupProgressRow, RollupRow, RollupTagRow, table

_ROLLUPS = table(RollupRow)
_PROGRESS = table(RollupProgressRow)
_TAGS = table(RollupTagRow)
NOTHING_AGGREGATED = UUID(int=0)


class Tags(NamedTuple):
    """Digests of the tags that a space's rollups add up, and whether others were left out."""

    chosen: frozenset[bytes]
    has_others: bool


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
        for table_ in (_ROLLUPS, _TAGS):
            connection.execute(delete(table_).where(isolation.owned_by(table_, space)))
        set_progress(connection, space, aggregated_to)
        _write(connection, space, {"has_other_tags": False})
    return aggregated_to


def set_progress(connection: Connection, space: Space, aggregated_to: UUID | None) -> None:
    """Store up to which id history is aggregated under this release's definition; None means all of it."""
    _write(connection, space, {"definition": definition(), "aggregated_to": aggregated_to})


def tags_of(connection: Connection, space: Space) -> Tags:
    """Return the tags that this space's rollups add up."""
    digests = select(_TAGS.c.digest).where(isolation.owned_by(_TAGS, space))
    others = select(_PROGRESS.c.has_other_tags).where(isolation.owned_by(_PROGRESS, space))
    chosen = frozenset(connection.execute(digests).scalars())
    return Tags(chosen, bool(connection.execute(others).scalar()))


def set_tags(connection: Connection, space: Space, before: Tags, after: Tags) -> None:
    """Store the tags chosen beside those chosen before, and whether any was left out."""
    added = [{"space": space, "digest": digest} for digest in sorted(after.chosen - before.chosen)]
    if added:
        connection.execute(insert(_TAGS), added)
    if after.has_others and not before.has_others:
        _write(connection, space, {"has_other_tags": True})


def _write(connection: Connection, space: Space, values: dict[str, Any]) -> None:
    stored = connection.execute(update(_PROGRESS).where(isolation.owned_by(_PROGRESS, space)).values(values))
    if not stored.rowcount:
        connection.execute(insert(_PROGRESS), {"has_other_tags": False, **values, "space": space})
