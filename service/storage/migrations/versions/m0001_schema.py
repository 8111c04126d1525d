"""The first schema: tables, triggers on assessments, row-level security and a view for SQL clients."""

from alembic import op

from service.storage.migrations.schema_0001 import (
    assessments,
    changes,
    isolation,
    norms,
    probes,
    rollups,
    tenants,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything."""
    assessments.create()
    changes.create()
    rollups.create()
    tenants.create()
    norms.create()
    probes.create()
    if op.get_bind().dialect.name == "postgresql":
        isolation.create()
        assessments.create_view()
