"""The definition that a space's rollups were made by, and longer names of dimensions. Only adds.

A space without a row has the rollups of a release that stated no definition.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Add the table, with row-level security, and widen a column."""
    op.create_table(
        "rollup_progress",
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("definition", sa.String(16), nullable=False),
        sa.Column("aggregated_to", _ID),
        sa.PrimaryKeyConstraint("tenant", name="pk_rollup_progress"),
    )
    if op.get_bind().dialect.name == "postgresql":
        owned = "tenant = current_setting('palier.tenant', true)"
        op.execute("ALTER TABLE rollup_progress ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE rollup_progress FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON rollup_progress USING ({owned}) WITH CHECK ({owned})")
    _resize_dimension(sa.String(12), sa.String(40))


def _resize_dimension(old: sa.String, new: sa.String) -> None:
    # SQLite copies the table: it is small, since it holds sums.
    with op.batch_alter_table("rollups", table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.alter_column("dimension", existing_type=old, type_=new, existing_nullable=False)


def downgrade() -> None:
    """Undo both."""
    _resize_dimension(sa.String(40), sa.String(12))
    op.drop_table("rollup_progress")
