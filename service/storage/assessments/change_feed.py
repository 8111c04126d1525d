"""What was kept and erased, as it is read: in the order in which it could be seen.

Changes are noted by triggers. On PostgreSQL a transaction that began earlier may commit later: only what
transactions noted that all ended is read, and their numbers are the order. On SQLite there is one writer, and
what is seen is in order. Imports the tables, the walls and the use case's records.
"""

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select, text, tuple_

from service.application.exports.exports import FIRST, timestamp_at
from service.application.ports.change_feed import ChangeEntry, ChangePosition, ChangeRange, Cursor, Window
from service.application.spaces import Space
from service.storage.assessments.rows import SUMMARY, summary_of
from service.storage.database import isolation
from service.storage.database.tables import Base

_AT_ONCE = 500
_ROWS: Table = Base.metadata.tables["assessments"]
_CHANGES: Table = Base.metadata.tables["changes"]
_ORDER = (_CHANGES.c.turn, _CHANGES.c.place)
# All transactions below the first number have ended. What the others note is noted after they began.
_ENDED = text(
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
    " (extract(epoch FROM coalesce(min(xact_start), clock_timestamp())) * 1000000)::bigint"
    " FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL"
)
# A dump that is restored elsewhere keeps numbers of transactions that the new server may not have had yet.
# Each tenant's are renumbered behind its wall, and all in one question: every command asks it that begins.
_SETTLE = """DO $$
DECLARE mine text;
BEGIN
    FOR mine IN SELECT name || twin FROM tenants, unnest(ARRAY['', ':test']) AS twin LOOP
        PERFORM set_config('palier.tenant', mine, true);
        IF (SELECT max(turn) FROM changes WHERE tenant = mine)
            >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        THEN
            UPDATE changes SET turn = 0, place = moved.place
            FROM (
                SELECT sorted.place AS noted, nextval(pg_get_serial_sequence('changes', 'place')) AS place
                FROM (SELECT place FROM changes WHERE tenant = mine ORDER BY turn, place) AS sorted
            ) AS moved
            WHERE tenant = mine AND changes.place = moved.noted;
        END IF;
    END LOOP;
END $$"""


def renumber_restored(connection: Connection) -> None:
    """Put what another server noted before all that this one notes, in the order in which it was seen.

    Otherwise what is restored would be told only when this server has had as many transactions, and what is
    new would be told as if it had been before. Cursors name assessments, and stand where they stood.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_SETTLE)


def window(connection: Connection, space: Space, after: Cursor | None) -> Window:
    """From where to where this tenant's changes can be read."""
    isolation.bind_tenant(connection, space)
    mine = isolation.owned_by(_CHANGES, space)
    query = select(*_ORDER, _CHANGES.c.assessment, _CHANGES.c.is_erasure).where(mine)
    if connection.dialect.name == "postgresql":
        turn, moment = connection.execute(_ENDED).one()
        query = query.where(_CHANGES.c.turn < turn)
    else:
        # Moments are noted in order too: whatever comes is later than the last.
        moment = connection.execute(select(func.max(_CHANGES.c.at)).where(mine)).scalar() or 0
        moment += 1
    last = connection.execute(query.order_by(*(column.desc() for column in _ORDER)).limit(1)).first()
    place, end = (FIRST, None) if last is None else (ChangePosition(*last[:2]), Cursor(*last[2:]))
    return Window(_place_of(connection, space, after), place, end, timestamp_at(moment))


def _place_of(connection: Connection, space: Space, cursor: Cursor | None) -> ChangePosition:
    """The place of a change, the first of all where there is no such change of this tenant."""
    if cursor is None:
        return FIRST
    query = select(*_ORDER).where(
        isolation.owned_by(_CHANGES, space),
        _CHANGES.c.assessment == cursor.assessment,
        _CHANGES.c.is_erasure == cursor.is_erasure,
    )
    found = connection.execute(query).first()
    return FIRST if found is None else ChangePosition(*found)


def page(connection: Connection, space: Space, wanted: ChangeRange) -> list[ChangeEntry]:
    """Some changes of a tenant, in order."""
    isolation.bind_tenant(connection, space)
    own = and_(_ROWS.c.id == _CHANGES.c.assessment, isolation.owned_by(_ROWS, space))
    noted = (*_ORDER, _CHANGES.c.assessment, _CHANGES.c.at, _CHANGES.c.is_erasure)
    query = select(*noted, *SUMMARY).select_from(_CHANGES.join(_ROWS, own, isouter=True))
    is_sqlite = connection.dialect.name == "sqlite"
    within = _places(space, wanted) if is_sqlite else _turns(wanted)
    query = query.where(isolation.owned_by(_CHANGES, space), _CHANGES.c.at < wanted.until, *within)
    rows = connection.execute(query.order_by(*_ORDER).limit(_AT_ONCE))
    return [
        ChangeEntry(
            ChangePosition(turn, place), id_, at, is_erasure, None if kept[0] is None else summary_of(kept)
        )
        for turn, place, id_, at, is_erasure, *kept in rows
    ]


def _turns(wanted: ChangeRange) -> list[ColumnElement[bool]]:
    return [
        tuple_(*_ORDER) > (wanted.after.transaction_id, wanted.after.sequence),
        tuple_(*_ORDER) <= (wanted.last.transaction_id, wanted.last.sequence),
        _CHANGES.c.at >= wanted.since,
    ]


def _places(space: Space, wanted: ChangeRange) -> list[ColumnElement[bool]]:
    """The same where all turns are one, and moments are in the order of places: each end is looked up once.

    SQLite looks up no more than the first column of a pair, and would read all that stands before.
    """
    begin = _CHANGES.c.place > wanted.after.sequence
    if wanted.since and wanted.after == FIRST:
        later = (isolation.owned_by(_CHANGES, space), _CHANGES.c.at >= wanted.since)
        first = select(_CHANGES.c.place).where(*later).order_by(_CHANGES.c.at, _CHANGES.c.place).limit(1)
        begin = _CHANGES.c.place >= first.correlate(None).scalar_subquery()
    return [_CHANGES.c.turn == 0, begin, _CHANGES.c.place <= wanted.last.sequence]
