"""Sums of assessments, kept beside them.

The database itself notes each assessment that is kept as not yet summed, whichever release keeps it. Those
are summed some at a time, and whoever reads adds the rest, so that sums are never late. An erasure takes away
at once what its assessment had added, and leaves nothing of it. Imports the tables, the walls and the sums.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Table, delete, select, text, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from service.application.ports.assessment_store import AssessmentSummary
from service.application.ports.rollup_store import RollupQuery, Sums
from service.application.spaces import Space
from service.application.statistics.rollups import RollupKey, add, aggregate, contribution_of
from service.storage.assessments.rows import SUMMARY, summary_of
from service.storage.database import isolation
from service.storage.database.tables import Base

# So many assessments are summed at once; until there are as many, reading adds them up itself.
AGGREGATED_AT_ONCE = 500
_ROWS: Table = Base.metadata.tables["assessments"]
_UNSUMMED: Table = Base.metadata.tables["unsummed"]
_ROLLUPS: Table = Base.metadata.tables["rollups"]
_NAMES = ("grain", "dimension", "start", "value", "origin", "version")
_COLUMNS = tuple(_ROLLUPS.c[name] for name in _NAMES)
_PUT = {
    name: (made := dialect.insert(_ROLLUPS)).on_conflict_do_update(
        index_elements=["tenant", *_NAMES], set_={"sums": made.excluded.sums}
    )
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_ENCODER = msgspec.msgpack.Encoder()
_SUMS = msgspec.msgpack.Decoder(Sums)
_NAMED_AT_ONCE = 200


def subtract(connection: Connection, space: Space, records: Sequence[AssessmentSummary]) -> None:
    """Take away what these erased records had added, in the transaction that erases them."""
    _lock(connection, space)
    unsummed: set[UUID] = set()
    for start in range(0, len(records), _NAMED_AT_ONCE):
        named = [record.id for record in records[start : start + _NAMED_AT_ONCE]]
        gone = delete(_UNSUMMED).where(
            isolation.owned_by(_UNSUMMED, space), _UNSUMMED.c.assessment.in_(named)
        )
        unsummed.update(connection.execute(gone.returning(_UNSUMMED.c.assessment)).scalars())
    summed = [contribution_of(record) for record in records if record.id not in unsummed]
    _apply(connection, space, aggregate(summed, -1))


def aggregate_pending(connection: Connection, space: Space) -> int:
    """Add some of a tenant's assessments to its sums; return how many."""
    isolation.bind_tenant(connection, space)
    _lock(connection, space)
    records = pending_assessments(connection, space, AGGREGATED_AT_ONCE)
    _apply(connection, space, aggregate(map(contribution_of, records)))
    mine = isolation.owned_by(_UNSUMMED, space)
    done = [record.id for record in records]
    connection.execute(delete(_UNSUMMED).where(mine, _UNSUMMED.c.assessment.in_(done)))
    return len(records)


def read(
    connection: Connection, space: Space, wanted: RollupQuery
) -> tuple[dict[tuple[date, str], Sums], int]:
    """A tenant's sums, and how many assessments had to be added up for them."""
    if connection.dialect.name == "postgresql":
        # One state of both tables: between two, an assessment may be summed, and count twice or never.
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    isolation.bind_tenant(connection, space)
    found: dict[tuple[date, str], Sums] = {}
    mine = isolation.owned_by(_ROLLUPS, space)
    where = [_ROLLUPS.c[name] == value for name, value in _equal(wanted)]
    if wanted.since is not None:
        where.append(_ROLLUPS.c.start >= wanted.since)
    if wanted.until is not None:
        where.append(_ROLLUPS.c.start < wanted.until)
    rows = connection.execute(select(_ROLLUPS.c.start, _ROLLUPS.c.value, _ROLLUPS.c.sums).where(mine, *where))
    for start, value, sums in rows:
        if (start, value) in found:
            add(found[start, value], _SUMS.decode(sums))
        else:
            found[start, value] = _SUMS.decode(sums)
    records = pending_assessments(connection, space)
    for key, more in aggregate(map(contribution_of, records)).items():
        if _is_wanted(key, wanted):
            add(found.setdefault((key.start, key.value), {}), more)
    return {key: sums for key, sums in found.items() if sums}, len(records)


def pending_assessments(
    connection: Connection, space: Space, most: int | None = None
) -> list[AssessmentSummary]:
    """A tenant's assessments that are not yet summed."""
    mine = isolation.owned_by(_UNSUMMED, space)
    ids = connection.execute(select(_UNSUMMED.c.assessment).where(mine).limit(most)).scalars().all()
    found: list[AssessmentSummary] = []
    for start in range(0, len(ids), _NAMED_AT_ONCE):
        # Named, not joined: either database may look through all that the tenant has for those few.
        named = _ROWS.c.id.in_(ids[start : start + _NAMED_AT_ONCE])
        rows = connection.execute(select(*SUMMARY).where(isolation.owned_by(_ROWS, space), named))
        found += map(summary_of, rows)
    return found


def _apply(connection: Connection, space: Space, changes: dict[RollupKey, Sums]) -> None:
    """Add these to a tenant's sums; those that come to nothing go."""
    keys = sorted(changes)
    for start in range(0, len(keys), _NAMED_AT_ONCE):
        named = keys[start : start + _NAMED_AT_ONCE]
        for key, sums in _kept(connection, space, named):
            add(changes[key], sums)
        rows = [_row(space, key, changes[key]) for key in named if changes[key]]
        if rows:
            connection.execute(_PUT[connection.dialect.name], rows)
        empty = [_values(key) for key in named if not changes[key]]
        if empty:
            mine = isolation.owned_by(_ROLLUPS, space)
            connection.execute(delete(_ROLLUPS).where(mine, tuple_(*_COLUMNS).in_(empty)))


def _kept(
    connection: Connection, space: Space, named: Sequence[RollupKey]
) -> Iterable[tuple[RollupKey, Sums]]:
    query = select(*_COLUMNS, _ROLLUPS.c.sums).where(
        isolation.owned_by(_ROLLUPS, space), tuple_(*_COLUMNS).in_([_values(key) for key in named])
    )
    for *values, sums in connection.execute(query):
        yield RollupKey(*values), _SUMS.decode(sums)


def _lock(connection: Connection, space: Space) -> None:
    """Let nobody else change this tenant's sums until this transaction ends; SQLite has one writer."""
    if connection.dialect.name == "postgresql":
        name = {"name": f"palier.rollups:{space}"}
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), name)


def _equal(wanted: RollupQuery) -> list[tuple[str, str]]:
    values = (
        ("grain", wanted.grain),
        ("dimension", wanted.dimension),
        ("origin", wanted.origin),
        ("version", wanted.version),
    )
    return [(name, value) for name, value in values if value is not None]


def _is_wanted(key: RollupKey, wanted: RollupQuery) -> bool:
    return (
        all(getattr(key, name) == value for name, value in _equal(wanted))
        and (wanted.since is None or key.start >= wanted.since)
        and (wanted.until is None or key.start < wanted.until)
    )


def _values(key: RollupKey) -> tuple[Any, ...]:
    return tuple(getattr(key, name) for name in _NAMES)


def _row(space: Space, key: RollupKey, sums: Sums) -> dict[str, Any]:
    return {"tenant": space, "sums": _ENCODER.encode(sums), **dict(zip(_NAMES, _values(key), strict=True))}
