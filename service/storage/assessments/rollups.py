"""Writes rollups: stored sums of assessments, which are exact once those not yet aggregated are added.

A trigger makes each inserted assessment pending, whichever release inserts it. Pending ones are aggregated
some hundreds at a time; reads add the others. An erasure subtracts at once what its assessment had added.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, and_, bindparam, column, delete, select, text, values
from sqlalchemy.dialects import postgresql, sqlite

from service.application.ports.assessment_store import id_of
from service.application.ports.rollup_store import RollupSums
from service.application.spaces import Space
from service.application.statistics.rollups import RollupKey, add, aggregate, contribution_of, select_tags
from service.model.documents.row import AssessmentRow
from service.storage.assessments.rollup_progress import (
    NOTHING_AGGREGATED,
    Tags,
    claim,
    set_progress,
    set_tags,
    tags_of,
)
from service.storage.assessments.rows import ROW_COLUMNS, row_of
from service.storage.database import isolation
from service.storage.database.tables import PendingRollupRow, RecordRow, RollupRow, table

# Assessments per aggregation; as many may be pending before one is scheduled.
BATCH_SIZE = 500
_ASSESSMENTS = table(RecordRow)
_PENDING = table(PendingRollupRow)
_ROLLUPS = table(RollupRow)
_KEY_NAMES = RollupKey.__struct_fields__
_KEY_COLUMNS = tuple(_ROLLUPS.c[name] for name in _KEY_NAMES)
_UPSERT = {
    name: (statement := dialect.insert(_ROLLUPS)).on_conflict_do_update(
        index_elements=["space", *_KEY_NAMES], set_={"sums": statement.excluded.sums}
    )
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_DELETE = delete(_ROLLUPS).where(*(_ROLLUPS.c[name] == bindparam(f"its_{name}") for name in _KEY_NAMES))
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(RollupSums)
_IDS_PER_STATEMENT = 500
_KEYS_PER_STATEMENT = 200


def subtract(connection: Connection, space: Space, rows: Sequence[AssessmentRow]) -> None:
    """Subtract what these erased assessments had added, in the transaction that erases them."""
    lock(connection, space)
    ids = [id_of(row) for row in rows]
    pending = _delete_pending(connection, space, ids)
    aggregated_to = claim(connection, space)
    aggregated = [
        contribution_of(row)
        for id_, row in zip(ids, rows, strict=True)
        if id_ not in pending and (aggregated_to is None or id_ <= aggregated_to)
    ]
    # Tags that were left out when it was aggregated are so still: see ``select_tags``.
    added = select_tags(aggregated, tags_of(connection, space).chosen)
    _apply(connection, space, aggregate(added.contributions, -1))


def aggregate_next(connection: Connection, space: Space) -> bool:
    """Aggregate at most ``BATCH_SIZE`` assessments of a space; return whether as many more are left.

    Fewer stay pending until there are as many: a batch costs almost as much for a few as for hundreds.
    """
    isolation.bind_tenant(connection, space)
    lock(connection, space)
    if not rows_after(connection, space, NOTHING_AGGREGATED, 1):
        # Its tenant may have been deleted: nothing that names it is left behind.
        return False
    aggregated_to = claim(connection, space)
    if aggregated_to is None:
        ids = pending_ids(connection, space, 2 * BATCH_SIZE)
        rows = rows_of(connection, space, ids[:BATCH_SIZE])
        has_more = len(ids) == 2 * BATCH_SIZE
    else:
        rows = rows_after(connection, space, aggregated_to, BATCH_SIZE)
        set_progress(connection, space, id_of(rows[-1]) if len(rows) == BATCH_SIZE else None)
        has_more = True
    tags = tags_of(connection, space)
    selection = select_tags(map(contribution_of, rows), tags.chosen)
    set_tags(connection, space, tags, Tags(selection.chosen, selection.has_other_tags))
    _apply(connection, space, aggregate(selection.contributions))
    _delete_pending(connection, space, [id_of(row) for row in rows])
    return has_more


def pending_ids(connection: Connection, space: Space, limit: int) -> Sequence[UUID]:
    """Return the ids of at most ``limit`` pending assessments of a space."""
    query = select(_PENDING.c.assessment_id).where(isolation.owned_by(_PENDING, space))
    return connection.execute(query.limit(limit)).scalars().all()


def rows_of(connection: Connection, space: Space, ids: Sequence[UUID]) -> list[AssessmentRow]:
    """Return the rows of these assessments.

    They are named, not joined to the pending ones: either database may scan the whole space for a join.
    """
    rows: list[AssessmentRow] = []
    for start in range(0, len(ids), _IDS_PER_STATEMENT):
        named = _ASSESSMENTS.c.id.in_(ids[start : start + _IDS_PER_STATEMENT])
        query = select(*ROW_COLUMNS).where(isolation.owned_by(_ASSESSMENTS, space), named)
        rows += map(row_of, connection.execute(query))
    return rows


def rows_after(connection: Connection, space: Space, after: UUID, limit: int) -> list[AssessmentRow]:
    """Return at most ``limit`` assessments of a space after an id, in order of id."""
    query = select(*ROW_COLUMNS).where(isolation.owned_by(_ASSESSMENTS, space), _ASSESSMENTS.c.id > after)
    stored = connection.execute(query.order_by(_ASSESSMENTS.c.id).limit(limit))
    return [row_of(values) for values in stored]


def decode_sums(packed: bytes) -> RollupSums:
    """Decode the sums of a row."""
    return _DECODER.decode(packed)


def _delete_pending(connection: Connection, space: Space, assessments: Sequence[UUID]) -> set[UUID]:
    """Make these assessments pending no more; return those that were."""
    deleted: set[UUID] = set()
    for start in range(0, len(assessments), _IDS_PER_STATEMENT):
        named = _PENDING.c.assessment_id.in_(assessments[start : start + _IDS_PER_STATEMENT])
        statement = delete(_PENDING).where(isolation.owned_by(_PENDING, space), named)
        deleted.update(connection.execute(statement.returning(_PENDING.c.assessment_id)).scalars())
    return deleted


def _apply(connection: Connection, space: Space, changes: dict[RollupKey, RollupSums]) -> None:
    """Add these sums to a space's rollups, and delete rollups that become empty."""
    keys = sorted(changes)
    for start in range(0, len(keys), _KEYS_PER_STATEMENT):
        named = keys[start : start + _KEYS_PER_STATEMENT]
        for key, sums in _stored(connection, space, named):
            add(changes[key], sums)
        rows = [_row(space, key, changes[key]) for key in named if changes[key]]
        if rows:
            connection.execute(_UPSERT[connection.dialect.name], rows)
        empty = [_parameters(key) for key in named if not changes[key]]
        if empty:
            connection.execute(_DELETE.where(isolation.owned_by(_ROLLUPS, space)), empty)


def _stored(
    connection: Connection, space: Space, keys: Sequence[RollupKey]
) -> Iterable[tuple[RollupKey, RollupSums]]:
    # A join, since SQLite would look at every rollup of the space for a list of tuples.
    named = values(*(column(name, _ROLLUPS.c[name].type) for name in _KEY_NAMES), name="named")
    wanted = named.data([_values(key) for key in keys]).cte()
    same = and_(
        isolation.owned_by(_ROLLUPS, space), *(_ROLLUPS.c[name] == wanted.c[name] for name in _KEY_NAMES)
    )
    query = select(*_KEY_COLUMNS, _ROLLUPS.c.sums).select_from(wanted.join(_ROLLUPS, same))
    for *key, sums in connection.execute(query):
        yield RollupKey(**dict(zip(_KEY_NAMES, key, strict=True))), decode_sums(sums)


def lock(connection: Connection, space: Space) -> None:
    """Serialise changes of a space's rollups until this transaction ends. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        name = {"name": f"palier.rollups:{space}"}
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), name)


def _values(key: RollupKey) -> tuple[Any, ...]:
    return tuple(getattr(key, name) for name in _KEY_NAMES)


def _parameters(key: RollupKey) -> dict[str, Any]:
    return {f"its_{name}": value for name, value in zip(_KEY_NAMES, _values(key), strict=True)}


def _row(space: Space, key: RollupKey, sums: RollupSums) -> dict[str, Any]:
    values = dict(zip(_KEY_NAMES, _values(key), strict=True))
    return {"space": space, "sums": _ENCODER.encode(sums), **values}
