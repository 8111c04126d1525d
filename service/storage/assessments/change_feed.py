"""The change feed: inserts and erasures in commit-visibility order, written by triggers.

On PostgreSQL a transaction may commit after one that began later: changes are ordered by transaction number,
and readable once their number is below that of every running transaction. SQLite has one writer: changes
become visible in the order of their sequence.
"""

from collections.abc import Awaitable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select, text, tuple_

from service.application.exports.exports import FIRST, timestamp_at
from service.application.ports.change_feed import ChangeEntry, ChangePosition, ChangeRange, Cursor, Window
from service.application.spaces import Space
from service.storage.assessments.rows import ROW_COLUMNS, row_of
from service.storage.database import isolation
from service.storage.database.readers import Readers
from service.storage.database.tables import ChangeRow, RecordRow, table

_PAGE_SIZE = 500
_ASSESSMENTS = table(RecordRow)
_CHANGES = table(ChangeRow)
_POSITION = (_CHANGES.c.transaction_id, _CHANGES.c.sequence)
# Made once: making a query of so many columns takes a tenth of the time of reading its rows.
_PAGE = (
    select(*_POSITION, _CHANGES.c.assessment_id, _CHANGES.c.changed_at, _CHANGES.c.erased, *ROW_COLUMNS)
    .select_from(
        _CHANGES.join(
            _ASSESSMENTS,
            and_(_ASSESSMENTS.c.id == _CHANGES.c.assessment_id, _ASSESSMENTS.c.space == _CHANGES.c.space),
            isouter=True,
        )
    )
    .order_by(*_POSITION)
    .limit(_PAGE_SIZE)
)
# Every transaction below the first value has ended; every later change gets a timestamp from the second on.
_HORIZON = text(
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
    " (extract(epoch FROM coalesce(min(xact_start), clock_timestamp())) * 1000000)::bigint"
    " FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
)
# One statement for all tenants, since it runs at every start. FORCE ROW LEVEL SECURITY binds the owner of the
# table too, so each space's context is set before its rows are renumbered.
_RENUMBER = """DO $$
DECLARE mine text;
BEGIN
    FOR mine IN SELECT name || twin FROM tenants, unnest(ARRAY['', ':test']) AS twin LOOP
        PERFORM set_config('palier.space', mine, true);
        IF (SELECT max(transaction_id) FROM changes WHERE space = mine)
            >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        THEN
            UPDATE changes SET transaction_id = 0, sequence = moved.sequence
            FROM (
                SELECT old, nextval(pg_get_serial_sequence('changes', 'sequence')) AS sequence
                FROM (
                    SELECT sequence AS old FROM changes WHERE space = mine ORDER BY transaction_id, sequence
                ) AS sorted
            ) AS moved
            WHERE space = mine AND changes.sequence = moved.old;
        END IF;
    END LOOP;
END $$"""


class SqlChangeFeed:
    """The change feed on an opened database; see ``service.application.ports.change_feed.ChangeFeed``."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def window(self, space: Space, after: Cursor | None) -> Awaitable[Window]:
        """Return how far the feed can be read now, from a cursor or from the start."""
        return self._readers.submit(lambda connection: window(connection, space, after))

    def changes(self, space: Space, within: ChangeRange) -> Awaitable[list[ChangeEntry]]:
        """Return the first changes of a range, in order."""
        return self._readers.submit(lambda connection: page(connection, space, within))


class _Horizon(NamedTuple):
    """Where reading must stop: at a transaction number (exclusive; None on SQLite) and a timestamp."""

    transaction_id: int | None
    microseconds: int


def renumber_restored(connection: Connection) -> None:
    """Order the changes of a dump restored from another PostgreSQL server before all that this server writes.

    Its transaction numbers may be ahead of this server's: old changes would stay unreadable and new ones sort
    before them. Cursors name assessments and stay valid.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_RENUMBER)


def window(connection: Connection, space: Space, after: Cursor | None) -> Window:
    """Return how far a space's changes can be read now."""
    isolation.bind_tenant(connection, space)
    owned = isolation.owned_by(_CHANGES, space)
    horizon = _horizon(connection, owned)
    query = select(*_POSITION, _CHANGES.c.assessment_id, _CHANGES.c.erased).where(owned)
    if horizon.transaction_id is not None:
        query = query.where(_CHANGES.c.transaction_id < horizon.transaction_id)
    newest_first = query.order_by(*(column.desc() for column in _POSITION))
    row = connection.execute(newest_first.limit(1)).first()
    last, end = (FIRST, None) if row is None else (ChangePosition(*row[:2]), Cursor(*row[2:]))
    return Window(_position_of(connection, space, after), last, end, timestamp_at(horizon.microseconds))


def _horizon(connection: Connection, owned: ColumnElement[bool]) -> _Horizon:
    if connection.dialect.name == "postgresql":
        return _Horizon(*connection.execute(_HORIZON).one())
    # Timestamps follow the sequence: every later change gets a later one.
    last = connection.execute(select(func.max(_CHANGES.c.changed_at)).where(owned)).scalar() or 0
    return _Horizon(None, last + 1)


def _position_of(connection: Connection, space: Space, cursor: Cursor | None) -> ChangePosition:
    """Return the position of a change, or the start of the feed if the space has no such change."""
    if cursor is None:
        return FIRST
    query = select(*_POSITION).where(
        isolation.owned_by(_CHANGES, space),
        _CHANGES.c.assessment_id == cursor.assessment,
        _CHANGES.c.erased == cursor.is_erasure,
    )
    row = connection.execute(query).first()
    return FIRST if row is None else ChangePosition(*row)


def page(connection: Connection, space: Space, within: ChangeRange) -> list[ChangeEntry]:
    """Return the first changes of a range, in order."""
    isolation.bind_tenant(connection, space)
    is_sqlite = connection.dialect.name == "sqlite"
    bounds = _sequence_bounds(space, within) if is_sqlite else _position_bounds(within)
    query = _PAGE.where(isolation.owned_by(_CHANGES, space), _CHANGES.c.changed_at < within.until, *bounds)
    rows = connection.execute(query).all()
    return [
        ChangeEntry(
            position=ChangePosition(transaction_id, sequence),
            assessment=assessment,
            at=at,
            is_erasure=is_erasure,
            row=None if row[0] is None else row_of(row),
        )
        for transaction_id, sequence, assessment, at, is_erasure, *row in rows
    ]


def _position_bounds(within: ChangeRange) -> list[ColumnElement[bool]]:
    return [
        tuple_(*_POSITION) > (within.after.transaction_id, within.after.sequence),
        tuple_(*_POSITION) <= (within.last.transaction_id, within.last.sequence),
        _CHANGES.c.changed_at >= within.since,
    ]


def _sequence_bounds(space: Space, within: ChangeRange) -> list[ColumnElement[bool]]:
    """The same bounds on SQLite, where all transaction numbers are 0 and timestamps follow the sequence.

    SQLite uses an index for no more than the first column of a pair, and would scan all earlier changes.
    """
    begin = _CHANGES.c.sequence > within.after.sequence
    if within.since and within.after == FIRST:
        in_time = (isolation.owned_by(_CHANGES, space), _CHANGES.c.changed_at >= within.since)
        first = (
            select(_CHANGES.c.sequence)
            .where(*in_time)
            .order_by(_CHANGES.c.changed_at, _CHANGES.c.sequence)
            .limit(1)
        )
        begin = _CHANGES.c.sequence >= first.correlate(None).scalar_subquery()
    return [_CHANGES.c.transaction_id == 0, begin, _CHANGES.c.sequence <= within.last.sequence]
