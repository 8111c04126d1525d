"""Votes and editions of norms. Only adds."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")

_ISOLATED = ("votes", "norm_states", "norm_cells")


def upgrade() -> None:
    """Add four tables, with row-level security on those of tenants."""
    op.create_table(
        "votes",
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("organisation", sa.LargeBinary(), nullable=False),
        sa.Column("assessment", _ID, nullable=False),
        sa.Column("assessor", sa.String(12), nullable=False),
        sa.Column("section", sa.String(1), nullable=False),
        sa.Column("size", sa.String(12), nullable=False),
        sa.Column("country", sa.CHAR(2), nullable=False),
        sa.Column("bins", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("version", "tenant", "organisation", "assessment", name="pk_votes"),
        sa.ForeignKeyConstraint(
            ["assessment"], ["assessments.id"], name="fk_votes_assessment", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_votes_assessment", "votes", ["assessment"])
    _add_editions()
    if op.get_bind().dialect.name == "postgresql":
        for table in _ISOLATED:
            owned = "tenant = current_setting('palier.tenant', true)"
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY tenant ON {table} USING ({owned}) WITH CHECK ({owned})")


def _add_editions() -> None:
    op.create_table(
        "editions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_editions"),
    )
    op.create_table(
        "norm_states",
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "version", name="pk_norm_states"),
    )
    op.create_table(
        "norm_cells",
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("cell", sa.String(40), nullable=False),
        sa.Column("figures", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "version", "edition", "cell", name="pk_norm_cells"),
    )


def downgrade() -> None:
    """Drop what was added."""
    for table in ("votes", "editions", "norm_states", "norm_cells"):
        op.drop_table(table)
