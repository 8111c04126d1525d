"""Tenants, keys, erasures, the channel of an assessment, and row-level security on PostgreSQL.

Only adds, so that the previous release keeps serving meanwhile and afterwards.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")

_ISOLATED = ("assessments", "retries", "erasures")


def upgrade() -> None:
    """Add a column and three tables, and enable row-level security."""
    _add_erasures()
    _add_tenants_and_keys()
    if op.get_bind().dialect.name == "postgresql":
        for table in _ISOLATED:
            _isolate(table)
        op.execute(
            "CREATE POLICY link ON assessments FOR SELECT"
            " USING (id = nullif(current_setting('palier.link', true), '')::uuid)"
        )


def _add_erasures() -> None:
    op.add_column("assessments", sa.Column("channel", sa.String(8), server_default="server", nullable=False))
    op.create_table(
        "erasures",
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("assessment", _ID, nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "assessment", name="pk_erasures"),
    )


def _add_tenants_and_keys() -> None:
    tenants = op.create_table(
        "tenants",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_tenants"),
    )
    op.create_table(
        "keys",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("tenant", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name="pk_keys"),
        sa.UniqueConstraint("id", name="uq_keys_id"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.name"], name="fk_keys_tenant"),
    )
    # The tenant of the local key, which may get other keys too.
    op.execute(sa.insert(tenants).values(name="local", created_at=sa.func.current_timestamp()))


def _isolate(table: str) -> None:
    owned = "tenant = current_setting('palier.tenant', true)"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    # FORCE: otherwise the policy would not bind the owner of the table, which the service is.
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} USING ({owned}) WITH CHECK ({owned})")


def downgrade() -> None:
    """Drop what was added."""
    op.drop_table("keys")
    op.drop_table("tenants")
    op.drop_table("erasures")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY link ON assessments")
        for table in ("assessments", "retries"):
            op.execute(f"DROP POLICY tenant ON {table}")
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.drop_column("assessments", "channel")
