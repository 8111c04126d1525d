"""Row-level security on PostgreSQL: a transaction sees the space that it is bound to, or one linked row."""

from alembic import op

# Tenants and keys are looked up before a space is known, and editions are everybody's.
_ISOLATED = (
    "assessments",
    "idempotency_records",
    "erasures",
    "changes",
    "pending_rollups",
    "rollups",
    "rollup_tags",
    "rollup_progress",
    "votes",
    "norm_states",
    "norm_cells",
)
_OWNED = "space = current_setting('palier.space', true)"


def create() -> None:
    """Create the policies."""
    for table in _ISOLATED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        # FORCE: otherwise the policy would not bind the owner of the table, which the service is.
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY space ON {table} USING ({_OWNED}) WITH CHECK ({_OWNED})")
    op.execute(
        "CREATE POLICY link ON assessments FOR SELECT"
        " USING (id = nullif(current_setting('palier.link', true), '')::uuid)"
    )
