"""Assessments and idempotency keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "assessments",
        sa.Column("id", _ID, nullable=False),
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.Text()),
        sa.Column("section", sa.CHAR(1)),
        sa.Column("size", sa.String(12), nullable=False),
        sa.Column("country", sa.CHAR(2), nullable=False),
        sa.Column("assessor", sa.String(12)),
        sa.Column("form", sa.String(12)),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("rules_digest", sa.LargeBinary(), nullable=False),
        sa.Column("result_digest", sa.LargeBinary(), nullable=False),
        sa.Column("level", sa.String(12)),
        sa.Column("maturity_index", sa.SmallInteger()),
        sa.Column("coverage", sa.SmallInteger(), nullable=False),
        sa.Column("score", sa.SmallInteger()),
        sa.Column("band", sa.String(12)),
        sa.Column("recommended", sa.String(40), nullable=False),
        sa.Column("tags", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
    )
    op.create_index("ix_assessments_tenant_id", "assessments", ["tenant", "id"])
    op.create_index("ix_assessments_tenant_reference_id", "assessments", ["tenant", "reference", "id"])
    op.create_table(
        "retries",
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.CHAR(2), nullable=False),
        sa.Column("include", sa.Text(), nullable=False),
        sa.Column("assessment", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "key", name="pk_retries"),
    )
    op.create_index("ix_retries_assessment", "retries", ["assessment"])


def downgrade() -> None:
    """Drop both tables and their rows."""
    op.drop_table("retries")
    op.drop_table("assessments")
