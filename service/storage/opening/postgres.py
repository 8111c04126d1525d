"""The store for several processes and machines: a PostgreSQL database, reached as a plain role."""

from contextlib import nullcontext
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from service.errors import InvalidSetting
from service.storage.database.database import Database
from service.storage.opening.migrate import upgrade

_SETTING = "PALIER_DATABASE_URL"
_READERS = 5
# A server that is gone without a word is noticed within seconds: nobody waits for it longer.
_CONNECTING = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "palier",
    # Prepared statements live in a session, which a transaction pooler hands on to others.
    "prepare_threshold": None,
}


def open_postgres(url: str) -> Database:
    """Open the database of this URL and bring it up to date; raise ``InvalidSetting`` where that cannot be.

    A role that row-level security does not hold is refused. No message repeats the URL, which may hold a
    password.
    """
    try:
        address = make_url(url).set(drivername="postgresql+psycopg")
        return _opened(_engine(address, pool_size=1), _engine(address, pool_size=_READERS, read_only=True))
    except (ArgumentError, ValueError) as error:
        raise InvalidSetting(
            _SETTING,
            "it is not the URL of a database",
            "Give postgresql://ROLE:PASSWORD@HOST/DATABASE, with special characters percent-encoded.",
        ) from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
        raise InvalidSetting(
            _SETTING,
            f"the database cannot be opened ({reason})",
            "Look at the address, at the role and its password, and whether PostgreSQL runs.",
        ) from error
    except CommandError as error:
        raise InvalidSetting(
            _SETTING,
            f"the database was made by another release, newer than this one ({error})",
            "Start the newer release, or give another database.",
        ) from error


def _opened(writing: Engine, reading: Engine) -> Database:
    def close() -> None:
        reading.dispose()
        writing.dispose()

    try:
        _refuse_almighty(writing)
        upgrade(writing)
    except BaseException:
        close()
        raise
    return Database(writing, reading, nullcontext(), None, close)


def _engine(address: Any, pool_size: int, *, read_only: bool = False) -> Engine:
    return create_engine(
        address,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        connect_args=_CONNECTING,
        hide_parameters=True,
        execution_options={"postgresql_readonly": read_only},
    )


def _refuse_almighty(engine: Engine) -> None:
    """Refuse a role that sees over the second wall between tenants."""
    question = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    with engine.connect() as connection:
        almighty = connection.execute(question).scalar()
    if almighty:
        raise InvalidSetting(
            _SETTING,
            "its role is a superuser or bypasses row-level security, which keeps tenants apart",
            "Make a plain role that owns the database: CREATE ROLE palier LOGIN PASSWORD '…';"
            " CREATE DATABASE palier OWNER palier.",
        )
