"""A view of assessments for tools that speak SQL, on PostgreSQL alone. It only adds, like every migration.

A role named ``palier_bi_TENANT`` reads that tenant's, whatever it sets: the view asks who has logged in. The
policy lets it through the wall that knows the service's tenant only. The superuser makes such roles and lets
them read this view, and no table.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MINE = "tenant = substring(session_user::text FROM '^palier_bi_(.+)$')"
# Evaluated before whatever a reader asks, so that no function of its own sees a row that it may not.
_VIEW = f"""
CREATE VIEW reported_assessments WITH (security_barrier) AS
SELECT id, created_at, reference, section, size, country, assessor, form, channel AS origin,
    version AS methodology, level, maturity_index / 100.0::double precision AS index,
    coverage / 100.0::double precision AS coverage, score AS importance, band, recommended AS sourcing,
    string_to_array(coalesce(tags, ''), ' ') AS tags
FROM assessments WHERE {_MINE}
"""


def upgrade() -> None:
    """Add the view, and the policy that lets it read."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY report ON assessments FOR SELECT USING ({_MINE})")
        op.execute(_VIEW)


def downgrade() -> None:
    """Drop both."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP VIEW reported_assessments")
        op.execute("DROP POLICY report ON assessments")
