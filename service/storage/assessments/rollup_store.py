"""Reads rollups: stored sums plus those of the assessments that are not aggregated yet."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from service.application.ports.rollup_store import RollupGroup, RollupQuery, RollupReading, RollupSums
from service.application.spaces import Space
from service.application.statistics.rollups import RollupKey, add, aggregate, contribution_of, select_tags
from service.errors import Unavailable
from service.model.documents.row import AssessmentRow
from service.storage.assessments.aggregation import RollupAggregator
from service.storage.assessments.rollup_progress import NOTHING_AGGREGATED, Tags, progress_of, tags_of
from service.storage.assessments.rollups import decode_sums, pending_ids, rows_after, rows_of
from service.storage.database import isolation
from service.storage.database.readers import Readers
from service.storage.database.tables import RollupRow, table

# A read adds up at most so many assessments itself: about a quarter of a second of work.
READ_LIMIT = 10_000
_WEEK = timedelta(days=6)
_ROLLUPS = table(RollupRow)


class _TooManyPending(Exception):
    """More than ``READ_LIMIT`` assessments are not aggregated yet."""


class SqlRollupStore:
    """Rollups on an opened database; see ``service.application.ports.rollup_store.RollupStore``."""

    def __init__(self, readers: Readers, aggregator: RollupAggregator) -> None:
        self._readers = readers
        self._aggregator = aggregator

    async def read_rollups(self, space: Space, query: RollupQuery) -> RollupReading:
        """Return the sums of each group; raise ``Unavailable`` while a long history is aggregated anew."""
        try:
            reading = await self._readers.submit(lambda connection: read(connection, space, query))
        except _TooManyPending as error:
            self._aggregator.set_pending(space, READ_LIMIT)
            raise Unavailable("statistics_rebuilding") from error
        self._aggregator.set_pending(space, reading.assessments)
        return reading


def read(connection: Connection, space: Space, query: RollupQuery) -> RollupReading:
    """Return the sums of each group of a space."""
    if connection.dialect.name == "postgresql":
        # One snapshot: between two, an assessment may be aggregated, and count twice or never.
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    isolation.bind_tenant(connection, space)
    aggregated_to = progress_of(connection, space)
    rows = unaggregated_rows(connection, space, aggregated_to)
    if len(rows) > READ_LIMIT:
        raise _TooManyPending
    groups: dict[RollupGroup, RollupSums] = {}
    tags = Tags(frozenset(), has_others=False)
    if aggregated_to != NOTHING_AGGREGATED:
        tags = tags_of(connection, space)
        for group, sums in _stored(connection, space, query):
            add(groups.setdefault(group, {}), sums)
    selection = select_tags(map(contribution_of, rows), tags.chosen)
    for key, sums in aggregate(selection.contributions, dimension=query.dimension).items():
        if _matches(key, query):
            add(groups.setdefault(RollupGroup(key.start, key.value), {}), sums)
    return RollupReading(
        groups={group: sums for group, sums in groups.items() if sums},
        assessments=len(rows),
        has_other_tags=tags.has_others or selection.has_other_tags,
    )


def unaggregated_rows(
    connection: Connection, space: Space, aggregated_to: UUID | None
) -> list[AssessmentRow]:
    """Return the assessments that are in no rollup yet; more than ``READ_LIMIT`` of them may be truncated."""
    pending = pending_ids(connection, space, READ_LIMIT + 1)
    if aggregated_to is None:
        return rows_of(connection, space, pending)
    after = rows_after(connection, space, aggregated_to, READ_LIMIT + 1)
    return after + rows_of(connection, space, [id_ for id_ in pending if id_ <= aggregated_to])


def _stored(
    connection: Connection, space: Space, query: RollupQuery
) -> Iterator[tuple[RollupGroup, RollupSums]]:
    conditions = [isolation.owned_by(_ROLLUPS, space)]
    conditions += [_ROLLUPS.c[name] == value for name, value in _exact(query)]
    if query.since is not None:
        conditions.append(_ROLLUPS.c.start >= query.since)
    if query.until is not None:
        conditions.append(_ROLLUPS.c.start < query.until)
    if query.most_groups is not None and (last := _last_start(connection, conditions, query.most_groups)):
        conditions.append(_ROLLUPS.c.start <= last + _WEEK)
    columns = (_ROLLUPS.c.start, _ROLLUPS.c.value, _ROLLUPS.c.sums)
    for start, value, sums in connection.execute(select(*columns).where(*conditions)):
        yield RollupGroup(start, value), decode_sums(sums)


def _last_start(
    connection: Connection, conditions: list[ColumnElement[bool]], most_groups: int
) -> date | None:
    """Return the day of the last group to read; None if there are no more than that."""
    groups = select(_ROLLUPS.c.start, _ROLLUPS.c.value).where(*conditions).distinct()
    last = groups.order_by(_ROLLUPS.c.start, _ROLLUPS.c.value).limit(1).offset(most_groups)
    return connection.execute(last).scalar()


def _exact(query: RollupQuery) -> list[tuple[str, str]]:
    values = {
        "grain": query.grain,
        "dimension": query.dimension,
        "origin": query.origin,
        "methodology": query.methodology,
    }
    return [(name, value) for name, value in values.items() if value is not None]


def _matches(key: RollupKey, query: RollupQuery) -> bool:
    return (
        all(getattr(key, name) == value for name, value in _exact(query))
        and (query.since is None or key.start >= query.since)
        and (query.until is None or key.start < query.until)
    )
