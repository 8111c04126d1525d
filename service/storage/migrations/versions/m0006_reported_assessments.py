"""A view of assessments for SQL clients, on PostgreSQL alone. Only adds.

A role named ``palier_bi_TENANT`` reads the assessments of that tenant, whatever it sets: the view and its
policy use the name of the role that logged in. The superuser creates such roles and grants them this view
alone.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OWNED = "tenant = substring(session_user::text FROM '^palier_bi_(.+)$')"
# A security barrier: no function of the reader is called with rows of others.
_VIEW = f"""
CREATE VIEW reported_assessments WITH (security_barrier) AS
SELECT id, created_at, reference, section, size, country, assessor, form, channel AS origin,
    version AS methodology, level, maturity_index / 100.0::double precision AS index,
    coverage / 100.0::double precision AS coverage, score AS importance, band, recommended AS sourcing,
    string_to_array(coalesce(tags, ''), ' ') AS tags
FROM assessments WHERE {_OWNED}
"""


def upgrade() -> None:
    """Add the view and its policy."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY report ON assessments FOR SELECT USING ({_OWNED})")
        op.execute(_VIEW)


def downgrade() -> None:
    """Drop both."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP VIEW reported_assessments")
        op.execute("DROP POLICY report ON assessments")
