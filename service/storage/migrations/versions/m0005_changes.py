"""What was kept and erased, in the order in which it could be seen. It only adds, like every migration.

Triggers note each change, so that the release before, which goes on serving, forgets none either. ``turn``
and ``place`` are its order: on PostgreSQL the transaction's number, and a number within; on SQLite, which has
one writer at a time, the place alone. ``at`` is in microseconds since 1970.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")

_COLUMNS = "(tenant, turn, at, assessment, is_erasure)"
# Never the same moment twice, nor an earlier one: whoever has seen one has seen all before it.
_LATER = (
    "max(CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER),"
    " coalesce((SELECT at FROM changes ORDER BY place DESC LIMIT 1), 0) + 1)"
)
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_TURN = "pg_current_xact_id()::text::bigint"


def upgrade() -> None:
    """Add the table, note what is there already, and let triggers note the rest."""
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
    _note_what_is_there()
    if kind == "postgresql":
        mine = "tenant = current_setting('palier.tenant', true)"
        op.execute("ALTER TABLE changes ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE changes FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON changes USING ({mine}) WITH CHECK ({mine})")


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


def _note_what_is_there() -> None:
    """Note each tenant's assessments and erasures, from behind its wall, as of now."""
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    # Of one moment: they are all there at once.
    now, turn, no, yes = (_LATER, "0", "0", "1") if is_sqlite else (_NOW, _TURN, "false", "true")
    moment = connection.execute(sa.text(f"SELECT {now}")).scalar_one()
    for name in connection.execute(sa.text("SELECT name FROM tenants")).scalars().all():
        for tenant in (name, f"{name}:test"):
            if not is_sqlite:
                enter = sa.text("SELECT set_config('palier.tenant', :tenant, true)")
                connection.execute(enter, {"tenant": tenant})
            for table, key, erased in (("assessments", "id", no), ("erasures", "assessment", yes)):
                note = (
                    f"INSERT INTO changes {_COLUMNS} SELECT tenant, {turn}, :at, {key}, {erased} FROM {table}"
                )
                values = {"at": moment, "tenant": tenant}
                connection.execute(sa.text(f"{note} WHERE tenant = :tenant ORDER BY {key}"), values)


def downgrade() -> None:
    """Drop the table and the triggers."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER note_change ON assessments")
        op.execute("DROP FUNCTION note_change")
    else:
        op.execute("DROP TRIGGER note_insert")
        op.execute("DROP TRIGGER note_delete")
    op.drop_table("changes")
