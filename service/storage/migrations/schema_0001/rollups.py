"""Rollups of assessments, and which assessments are pending: a trigger notes each insert."""

import sqlalchemy as sa
from alembic import op

from service.storage.migrations.schema_0001.columns import (
    BYTES,
    ID,
    METHODOLOGY,
    SPACE,
    Columns,
    create_table,
)

_ADD_PENDING = "INSERT INTO pending_rollups (space, assessment_id) VALUES (NEW.space, NEW.id);"
_TRIGGER = {
    "sqlite": (f"CREATE TRIGGER add_pending AFTER INSERT ON assessments BEGIN {_ADD_PENDING} END",),
    "postgresql": (
        "CREATE FUNCTION add_pending() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_ADD_PENDING} RETURN NULL; END $$",
        "CREATE TRIGGER add_pending AFTER INSERT ON assessments FOR EACH ROW EXECUTE FUNCTION add_pending()",
    ),
}


def create() -> None:
    """Create the tables and the trigger."""
    create_table("pending_rollups", {"space": SPACE, "assessment_id": ID}, {}, sqlite_with_rowid=False)
    for statement in _TRIGGER[op.get_bind().dialect.name]:
        op.execute(statement)
    create_table(
        "rollups",
        {
            "space": SPACE,
            "grain": sa.String(5),
            "dimension": sa.String(40),
            "start": sa.Date(),
            "value": sa.Text(),
            "origin": sa.String(8),
            "methodology": METHODOLOGY,
        },
        {"sums": BYTES},
        sqlite_with_rowid=False,
    )
    create_table("rollup_tags", {"space": SPACE, "digest": BYTES}, {}, sqlite_with_rowid=False)
    aggregated_to = sa.Column("aggregated_to", ID)
    progress: Columns = {"definition": sa.String(16), "has_other_tags": sa.Boolean()}
    create_table("rollup_progress", {"space": SPACE}, progress, [aggregated_to])
