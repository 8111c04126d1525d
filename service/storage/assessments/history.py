"""Finds the assessment that an organisation had before another, in the order in which they were stored.

Ids follow the clock, which may have gone back; the change feed follows the commits.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select

from service.application.ports.assessment_store import PreviousQuery
from service.application.ports.change_feed import ChangePosition
from service.application.spaces import Space
from service.storage.database import isolation
from service.storage.database.tables import ChangeRow, RecordRow, table

_ASSESSMENTS = table(RecordRow)
_CHANGES = table(ChangeRow)
# An organisation may have very many, and each takes time: so many are compared of each side, by their ids.
_MOST = 50


def find_previous(connection: Connection, space: Space, query: PreviousQuery) -> UUID | None:
    """Return the id of the assessment stored last before this one, which may not be stored yet."""
    isolation.bind_tenant(connection, space)
    id_ = _ASSESSMENTS.c.id
    before = _ids(connection, space, query, id_ < query.assessment, id_.desc())
    after = _ids(connection, space, query, id_ > query.assessment, id_)
    positions = _positions(connection, space, [query.assessment, *before, *after])
    own = positions.pop(query.assessment, None)
    earlier = [(at, assessment) for assessment, at in positions.items() if own is None or at < own]
    return max(earlier)[1] if earlier else None


def _ids(
    connection: Connection,
    space: Space,
    query: PreviousQuery,
    side: ColumnElement[bool],
    order: ColumnElement[UUID],
) -> list[UUID]:
    conditions = (_ASSESSMENTS.c.reference == query.reference, _ASSESSMENTS.c.origin == "server", side)
    ids = select(_ASSESSMENTS.c.id).where(isolation.owned_by(_ASSESSMENTS, space), *conditions)
    return list(connection.execute(ids.order_by(order).limit(_MOST)).scalars())


def _positions(connection: Connection, space: Space, ids: list[UUID]) -> dict[UUID, ChangePosition]:
    """Return where these assessments' inserts are in the change feed."""
    columns = (_CHANGES.c.assessment_id, _CHANGES.c.transaction_id, _CHANGES.c.sequence)
    inserts = select(*columns).where(
        isolation.owned_by(_CHANGES, space), _CHANGES.c.erased.is_(False), _CHANGES.c.assessment_id.in_(ids)
    )
    return {id_: ChangePosition(*position) for id_, *position in connection.execute(inserts)}
