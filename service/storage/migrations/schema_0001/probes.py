"""The one row that probes of a server write."""

import sqlalchemy as sa
from alembic import op

from service.storage.migrations.schema_0001.columns import TIMESTAMP, create_table


def create() -> None:
    """Create the table with its row."""
    create_table("probes", {"id": sa.SmallInteger()}, {"probed_at": TIMESTAMP})
    op.execute("INSERT INTO probes (id, probed_at) VALUES (1, current_timestamp)")
