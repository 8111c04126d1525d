"""Opens a PostgreSQL database, for several processes and machines, as a role without privileges."""

import os
import socket
from contextlib import nullcontext
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from service.errors import InvalidSetting
from service.storage.database.database import Database
from service.storage.opening.migrate import upgrade

_SETTING = "PALIER_DATABASE_URL"
_READER_CONNECTIONS = 5
_CONNECT_ARGUMENTS = {
    # A server that vanished without closing its connections is noticed within seconds.
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "palier",
    # Prepared statements live in a session, which a transaction pooler hands to other clients.
    "prepare_threshold": None,
}


def open_postgres(url: str) -> Database:
    """Open the database at this URL and migrate it.

    Raises ``InvalidSetting`` if that fails, or if row-level security does not bind the role. No message
    repeats the URL, which may contain a password.
    """
    try:
        address = make_url(url).set(drivername="postgresql+psycopg")
        writing = _engine(address, pool_size=1)
        return _open(writing, _engine(address, pool_size=_READER_CONNECTIONS, read_only=True))
    except (ArgumentError, ValueError) as error:
        raise InvalidSetting(_SETTING, "postgres_url_invalid") from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
        raise InvalidSetting(_SETTING, "postgres_unreachable", reason=reason) from error
    except CommandError as error:
        raise InvalidSetting(_SETTING, "postgres_newer", reason=error) from error


def _open(writing: Engine, reading: Engine) -> Database:
    def close() -> None:
        reading.dispose()
        writing.dispose()

    try:
        _refuse_privileged_role(writing)
        upgrade(writing)
    except BaseException:
        close()
        raise
    return Database(
        writing=writing, reading=reading, guard=nullcontext(), checkpoint=None, close=close, sever=sever
    )


def sever(connection: Connection) -> None:
    """End the session of a connection that another thread waits for: its statement fails at once.

    The server's own time limits do not help where the server is frozen.
    """
    driver: Any = connection.connection.driver_connection
    with socket.socket(fileno=os.dup(driver.pgconn.socket)) as twin:
        twin.shutdown(socket.SHUT_RDWR)


def _engine(address: Any, pool_size: int, *, read_only: bool = False) -> Engine:
    return create_engine(
        address,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        connect_args=_CONNECT_ARGUMENTS,
        hide_parameters=True,
        execution_options={"postgresql_readonly": read_only},
    )


def _refuse_privileged_role(engine: Engine) -> None:
    """Raise ``InvalidSetting`` for a role that row-level security does not bind."""
    query = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    with engine.connect() as connection:
        is_privileged = connection.execute(query).scalar()
    if is_privileged:
        raise InvalidSetting(_SETTING, "postgres_superuser")
