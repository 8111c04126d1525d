"""The change feed: inserts and erasures in commit-visibility order, which triggers write.

``transaction_id`` and ``sequence`` are the order: on PostgreSQL the transaction's number and a sequence, on
SQLite (one writer at a time) 0 and a sequence. ``changed_at`` is in microseconds since 1970.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from service.storage.migrations.schema_0001.columns import BIG, ID, SPACE, required

_COLUMNS = "(space, transaction_id, changed_at, assessment_id, erased)"
# Strictly increasing, so that a reader who has seen one change has seen all before it.
_LATER = (
    "max(CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER),"
    " coalesce((SELECT changed_at FROM changes ORDER BY sequence DESC LIMIT 1), 0) + 1)"
)
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_TRANSACTION = "pg_current_xact_id()::text::bigint"


def create() -> None:
    """Create the table and its triggers."""
    op.create_table(
        "changes",
        sa.Column("sequence", BIG, autoincrement=True, nullable=False),
        *required(
            {
                "transaction_id": sa.BigInteger(),
                "changed_at": sa.BigInteger(),
                "assessment_id": ID,
                "erased": sa.Boolean(),
                "space": SPACE,
            }
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_changes"),
        sqlite_autoincrement=True,
    )
    order = ["space", "transaction_id", "sequence"]
    op.create_index("ix_changes_space_transaction_id_sequence", "changes", order)
    op.create_index("ix_changes_space_changed_at", "changes", ["space", "changed_at"])
    op.create_index("ix_changes_space_assessment_id", "changes", ["space", "assessment_id"])
    for statement in _on_sqlite() if op.get_bind().dialect.name == "sqlite" else _on_postgresql():
        op.execute(statement)


def _on_sqlite() -> Iterable[str]:
    for event, row, erased in (("insert", "NEW", 0), ("delete", "OLD", 1)):
        yield (
            f"CREATE TRIGGER record_{event} AFTER {event} ON assessments BEGIN"
            f" INSERT INTO changes {_COLUMNS} VALUES ({row}.space, 0, {_LATER}, {row}.id, {erased}); END"
        )


def _on_postgresql() -> Iterable[str]:
    yield (
        "CREATE FUNCTION record_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'INSERT' THEN INSERT INTO changes {_COLUMNS}"
        f" VALUES (NEW.space, {_TRANSACTION}, {_NOW}, NEW.id, false);"
        f" ELSE INSERT INTO changes {_COLUMNS} VALUES (OLD.space, {_TRANSACTION}, {_NOW}, OLD.id, true);"
        " END IF; RETURN NULL; END $$"
    )
    yield (
        "CREATE TRIGGER record_change AFTER INSERT OR DELETE ON assessments"
        " FOR EACH ROW EXECUTE FUNCTION record_change()"
    )
