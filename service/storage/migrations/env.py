"""Alembic's entry point: runs a command on the given connection, in one transaction."""

from alembic import context

from service.storage.database.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
