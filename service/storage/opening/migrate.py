"""Brings a database to the newest schema, or says that it is there already.

Every migration only adds, so that the release before goes on serving while it runs and afterwards.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from service.storage.assessments import change_feed

_FOLDER = Path(__file__).parents[1] / "migrations"
_TO_ITSELF = 0x50414C49


def upgrade(engine: Engine) -> tuple[str | None, str | None]:
    """Run every migration that the database has not had, in one transaction; return its version before, now.

    Replicas that start together run them once: whoever comes second waits and finds them done. A dump that
    was restored on another server is made to go on there.
    """
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _TO_ITSELF})
            # A table that is busy for longer is waited for by nobody: the migration fails and is run again.
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        before = MigrationContext.configure(connection).get_current_revision()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        after = MigrationContext.configure(connection).get_current_revision()
        change_feed.renumber_restored(connection)
        connection.commit()
    return before, after
