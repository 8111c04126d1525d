"""Rollups of assessments, and which assessments are pending. Only adds.

A trigger makes inserted assessments pending, those of the previous release too, which keeps serving.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")

_ISOLATED = ("unsummed", "rollups")
_INSERT_PENDING = "INSERT INTO unsummed (tenant, assessment) VALUES (NEW.tenant, NEW.id);"
_TRIGGER = {
    "sqlite": (f"CREATE TRIGGER note_unsummed AFTER INSERT ON assessments BEGIN {_INSERT_PENDING} END",),
    "postgresql": (
        "CREATE FUNCTION note_unsummed() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_INSERT_PENDING} RETURN NULL; END $$",
        "CREATE TRIGGER note_unsummed AFTER INSERT ON assessments"
        " FOR EACH ROW EXECUTE FUNCTION note_unsummed()",
    ),
}


def upgrade() -> None:
    """Add both tables, with row-level security."""
    op.create_table(
        "unsummed",
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("assessment", _ID, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "assessment", name="pk_unsummed"),
        sqlite_with_rowid=False,
    )
    for statement in _TRIGGER[op.get_bind().dialect.name]:
        op.execute(statement)
    _make_existing_pending()
    op.create_table(
        "rollups",
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("grain", sa.String(5), nullable=False),
        sa.Column("dimension", sa.String(12), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("sums", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant", "grain", "dimension", "start", "value", "origin", "version", name="pk_rollups"
        ),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in _ISOLATED:
            owned = "tenant = current_setting('palier.tenant', true)"
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenant ON {table} USING ({owned}) WITH CHECK ({owned})")


def _make_existing_pending() -> None:
    """Make all assessments pending.

    Set each tenant's row-security context first: FORCE RLS binds the migrating role as well.
    """
    connection = op.get_bind()
    statement = (
        "INSERT INTO unsummed (tenant, assessment) SELECT tenant, id FROM assessments WHERE tenant = :tenant"
    )
    for name in connection.execute(sa.text("SELECT name FROM tenants")).scalars().all():
        for tenant in (name, f"{name}:test"):
            if connection.dialect.name == "postgresql":
                bind = sa.text("SELECT set_config('palier.tenant', :tenant, true)")
                connection.execute(bind, {"tenant": tenant})
            connection.execute(sa.text(statement), {"tenant": tenant})


def downgrade() -> None:
    """Drop both tables and the trigger."""
    on = " ON assessments" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER note_unsummed{on}")
    if on:
        op.execute("DROP FUNCTION note_unsummed")
    for table in _ISOLATED:
        op.drop_table(table)
