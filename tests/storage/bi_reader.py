"""A reader of the view for SQL clients, made as the README of deploy says."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from service.application.timestamps import format_timestamp
from tests.support.postgres import Postgres

VIEW = "reported_assessments"


@contextmanager
def bi_reader(server: Postgres, url: str, tenant: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the role that reads this tenant's rows."""
    role, password = sql.Identifier(f"palier_bi_{tenant}"), secrets.token_hex(8)
    superuser = psycopg.connect(server.superuser(url), autocommit=True)
    # Roles are the whole server's, and other workers make this one too.
    superuser.execute("SELECT pg_advisory_lock(6)")
    superuser.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password)))
    superuser.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(VIEW), role))
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    own = parts._replace(netloc=f"palier_bi_{tenant}:{password}@{place}").geturl()
    with psycopg.connect(own, autocommit=True) as connection:
        yield connection
    superuser.execute(sql.SQL("DROP OWNED BY {}").format(role))
    superuser.execute(sql.SQL("DROP ROLE {}").format(role))
    superuser.close()


def reported(reader: psycopg.Connection[Any], condition: str = "true") -> list[dict[str, Any]]:
    """The rows of the view, oldest first, in the types of JSON."""
    cursor = reader.execute(f"SELECT * FROM {VIEW} WHERE {condition} ORDER BY id".encode())
    names = [column.name for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return [row | {"id": str(row["id"]), "created_at": format_timestamp(row["created_at"])} for row in rows]
