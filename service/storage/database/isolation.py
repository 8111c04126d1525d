"""Tenant isolation, twice: a condition in every query, and row-level security on PostgreSQL.

Each must hold without the other; a test removes the first.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, text

from service.application.spaces import Space

# One round trip. The settings end with the transaction: a pooler may hand the session to another client.
_BIND = text(
    "SELECT set_config('palier.space', :space, true), set_config('palier.link', :link, true),"
    " set_config('statement_timeout', :timeout, true), set_config('lock_timeout', '5s', true)"
)


def owned_by(table: Table, space: Space) -> ColumnElement[bool]:
    """Return the condition that a row belongs to a space. No query spells it in any other way."""
    return table.c.space == space


def bind_tenant(
    connection: Connection, space: Space | None = None, link: UUID | None = None, *, timeout: str = "10s"
) -> None:
    """Set the row-security context of this transaction: a space, or the one assessment of a signed link.

    Without either, no row is visible. Also limits each statement to ``timeout``. Does nothing on SQLite.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_BIND, {"space": space or "", "link": str(link or ""), "timeout": timeout})
