"""The two walls between tenants: every query's own condition, and row-level security on PostgreSQL.

Either alone must hold; a test takes the first one away. Imports nothing of Palier.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, text

from service.application.spaces import Space

# In one round trip, and until the end of the transaction only: a pooler may hand the session on to others.
_ENTER = text(
    "SELECT set_config('palier.tenant', :tenant, true), set_config('palier.link', :link, true),"
    " set_config('statement_timeout', :patience, true), set_config('lock_timeout', '5s', true)"
)


def owned_by(table: Table, space: Space) -> ColumnElement[bool]:
    """The condition that every query of a tenant's rows has: the one place where it is written."""
    return table.c.tenant == space


def bind_tenant(
    connection: Connection, space: Space | None = None, link: UUID | None = None, *, patience: str = "10s"
) -> None:
    """Let this transaction see this tenant's rows, or the one that a signed link names, and no others.

    Without either it sees none. On SQLite there is no second wall. A statement that takes longer than
    ``patience`` is given up.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_ENTER, {"tenant": space or "", "link": str(link or ""), "patience": patience})
