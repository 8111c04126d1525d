"""Migrates a database to the current schema.

Every migration only adds, so that the previous release keeps serving while it runs and afterwards.
"""

from pathlib import Path
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from service.storage.assessments import change_feed

_FOLDER = Path(__file__).parents[1] / "migrations"
_LOCK_ID = 0x50414C49


class Upgrade(NamedTuple):
    """The revisions of a schema before and after, None for an empty database."""

    before: str | None
    after: str | None


def upgrade(engine: Engine) -> Upgrade:
    """Run all outstanding migrations in one transaction.

    Replicas that start together run them once: the others wait for the lock and find them done. A dump
    restored from another server also gets its change feed renumbered.
    """
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK_ID})
            # Fail and be run again rather than wait for a busy table: every request would queue behind.
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        before = MigrationContext.configure(connection).get_current_revision()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        after = MigrationContext.configure(connection).get_current_revision()
        change_feed.renumber_restored(connection)
        connection.commit()
    return Upgrade(before, after)
