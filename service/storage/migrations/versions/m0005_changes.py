"""The change feed: inserts and erasures in commit-visibility order. Only adds.

Triggers write it, so that it includes changes by the previous release, which keeps serving. ``turn`` and
``place`` are its order: on PostgreSQL the transaction's number and a sequence, on SQLite (one writer at a
time) 0 and a sequence. ``at`` is in microseconds since 1970.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")

_COLUMNS = "(tenant, turn, at, assessment, is_erasure)"
# Strictly increasing, so that a reader who has seen one change has seen all before it.
_LATER = (
    "max(CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER),"
    " coalesce((SELECT at FROM changes ORDER BY place DESC LIMIT 1), 0) + 1)"
)
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_TURN = "pg_current_xact_id()::text::bigint"


def upgrade() -> None:
    """Add the table with the changes so far, and the triggers that write the others."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "changes",
        sa.Column("place", big, autoincrement=True, nullable=False),
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("assessment", _ID, nullable=False),
        sa.Column("is_erasure", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_changes_tenant_turn_place", "changes", ["tenant", "turn", "place"])
    op.create_index("ix_changes_tenant_at", "changes", ["tenant", "at"])
    op.create_index("ix_changes_tenant_assessment", "changes", ["tenant", "assessment"])
    kind = op.get_bind().dialect.name
    for statement in _on_sqlite() if kind == "sqlite" else _on_postgresql():
        op.execute(statement)
    _insert_changes_so_far()
    if kind == "postgresql":
        owned = "tenant = current_setting('palier.tenant', true)"
        op.execute("ALTER TABLE changes ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE changes FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON changes USING ({owned}) WITH CHECK ({owned})")


def _on_sqlite() -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER note_{event} AFTER {event} ON assessments BEGIN"
        f" INSERT INTO changes {_COLUMNS} VALUES ({row}.tenant, 0, {_LATER}, {row}.id, {erasure}); END"
        for event, row, erasure in (("insert", "NEW", 0), ("delete", "OLD", 1))
    )


def _on_postgresql() -> tuple[str, ...]:
    return (
        "CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'INSERT' THEN INSERT INTO changes {_COLUMNS}"
        f" VALUES (NEW.tenant, {_TURN}, {_NOW}, NEW.id, false);"
        f" ELSE INSERT INTO changes {_COLUMNS} VALUES (OLD.tenant, {_TURN}, {_NOW}, OLD.id, true);"
        " END IF; RETURN NULL; END $$",
        "CREATE TRIGGER note_change AFTER INSERT OR DELETE ON assessments"
        " FOR EACH ROW EXECUTE FUNCTION note_change()",
    )


def _insert_changes_so_far() -> None:
    """Insert each tenant's assessments and erasures, as of now, under its row-security context."""
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    # One timestamp: they all become visible at once.
    now, turn, no, yes = (_LATER, "0", "0", "1") if is_sqlite else (_NOW, _TURN, "false", "true")
    timestamp = connection.execute(sa.text(f"SELECT {now}")).scalar_one()
    for name in connection.execute(sa.text("SELECT name FROM tenants")).scalars().all():
        for tenant in (name, f"{name}:test"):
            if not is_sqlite:
                bind = sa.text("SELECT set_config('palier.tenant', :tenant, true)")
                connection.execute(bind, {"tenant": tenant})
            for table, key, erased in (("assessments", "id", no), ("erasures", "assessment", yes)):
                statement = (
                    f"INSERT INTO changes {_COLUMNS} SELECT tenant, {turn}, :at, {key}, {erased} FROM {table}"
                )
                values = {"at": timestamp, "tenant": tenant}
                connection.execute(sa.text(f"{statement} WHERE tenant = :tenant ORDER BY {key}"), values)


def downgrade() -> None:
    """Drop the table and the triggers."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER note_change ON assessments")
        op.execute("DROP FUNCTION note_change")
    else:
        op.execute("DROP TRIGGER note_insert")
        op.execute("DROP TRIGGER note_delete")
    op.drop_table("changes")
