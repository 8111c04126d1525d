"""Tenants and their keys."""

import sqlalchemy as sa
from alembic import op

from service.storage.migrations.schema_0001.columns import BYTES, TIMESTAMP, create_table

_NAME = sa.String(32)


def create() -> None:
    """Create both tables, and the tenant of the local key, which may get other keys too."""
    create_table(
        "tenants",
        {"name": _NAME},
        {"created_at": TIMESTAMP, "owner": _NAME},
        (sa.Column("renamed_to", _NAME), sa.UniqueConstraint("renamed_to", name="uq_tenants_renamed_to")),
    )
    create_table(
        "keys",
        {"digest": BYTES},
        {
            "id": sa.String(16),
            "tenant": _NAME,
            "kind": sa.String(8),
            "scopes": sa.Text(),
            "origins": sa.Text(),
            "label": sa.Text(),
            "created_at": TIMESTAMP,
        },
        (
            sa.Column("revoked_at", TIMESTAMP),
            sa.Column("last_used_at", TIMESTAMP),
            sa.UniqueConstraint("id", name="uq_keys_id"),
            sa.ForeignKeyConstraint(["tenant"], ["tenants.name"], name="fk_keys_tenant"),
        ),
    )
    op.execute("INSERT INTO tenants (name, created_at, owner) VALUES ('local', current_timestamp, 'local')")
