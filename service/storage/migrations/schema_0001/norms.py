"""Votes, editions and published norms."""

import sqlalchemy as sa
from alembic import op

from service.storage.migrations.schema_0001.columns import (
    BYTES,
    ID,
    METHODOLOGY,
    SPACE,
    TIMESTAMP,
    create_table,
)


def create() -> None:
    """Create the tables."""
    create_table(
        "votes",
        {"methodology": METHODOLOGY, "space": SPACE, "organisation": BYTES, "assessment_id": ID},
        {
            "assessor": sa.String(12),
            "nace_section": sa.String(1),
            "size_class": sa.String(12),
            "country": sa.CHAR(2),
        },
        (
            sa.Column("bins", BYTES),
            # A vote is deleted with its assessment.
            sa.ForeignKeyConstraint(
                ["assessment_id"], ["assessments.id"], name="fk_votes_assessment_id", ondelete="CASCADE"
            ),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_votes_assessment_id", "votes", ["assessment_id"])
    create_table(
        "editions", {"number": sa.Integer()}, {"methodology": METHODOLOGY, "published_at": TIMESTAMP}
    )
    create_table("norm_states", {"space": SPACE, "methodology": METHODOLOGY}, {"state": BYTES})
    create_table(
        "norm_cells",
        {"space": SPACE, "methodology": METHODOLOGY, "edition": sa.Integer(), "cell": sa.String(40)},
        {"figures": BYTES},
    )
