"""Column types, and tables all of whose columns are required."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

ID = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SPACE = sa.String(40)
METHODOLOGY = sa.String(40)
TIMESTAMP = sa.DateTime(timezone=True)
BYTES = sa.LargeBinary()

Columns = dict[str, sa.types.TypeEngine[Any]]


def required(columns: Columns) -> list[sa.Column[Any]]:
    """Return these columns, none of which may be null."""
    return [sa.Column(name, type_, nullable=False) for name, type_ in columns.items()]


def create_table(name: str, key: Columns, others: Columns, more: Sequence[Any] = (), **options: Any) -> None:
    """Create a table with this primary key; ``more`` are constraints, and columns that may be null."""
    primary = sa.PrimaryKeyConstraint(*key, name=f"pk_{name}")
    op.create_table(name, *required(key | others), primary, *more, **options)
