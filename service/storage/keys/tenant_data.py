"""Everything that is stored under a space, in whichever table: what goes with its tenant.

Votes are deleted with their assessments.
"""

from sqlalchemy import Connection, Table, delete, select, tuple_

from service.application.spaces import Space
from service.storage.database import isolation
from service.storage.database.tables import Base, RecordRow, VoteRow, table

_ASSESSMENTS = table(RecordRow)
# Assessments come first: deleting one is a change, which a trigger records in another of these tables.
TABLES: tuple[Table, ...] = (
    _ASSESSMENTS,
    *(
        each
        for each in Base.metadata.sorted_tables
        if "space" in each.c and each not in (_ASSESSMENTS, table(VoteRow))
    ),
)


def empty(connection: Connection, space: Space) -> None:
    """Delete everything of a space in this transaction."""
    isolation.bind_tenant(connection, space)
    for each in TABLES:
        connection.execute(delete(each).where(isolation.owned_by(each, space)))


def delete_some(connection: Connection, space: Space, stored: Table, most: int) -> int:
    """Delete at most so many rows of a space from one table; return their number."""
    isolation.bind_tenant(connection, space)
    key, owned = tuple_(*stored.primary_key.columns), isolation.owned_by(stored, space)
    some = select(*stored.primary_key.columns).where(owned).limit(most)
    return connection.execute(delete(stored).where(owned, key.in_(some))).rowcount
