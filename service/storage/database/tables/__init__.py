"""The tables, as SQLModel classes. Rows are not validated here: they are written from checked records.

Column types are explicit, so that SQLite and PostgreSQL store the same values. Only PostgreSQL enforces the
lengths of codes: a test compares them.
"""

from service.storage.database.tables.assessments import ChangeRow, ErasureRow, IdempotencyRow, RecordRow
from service.storage.database.tables.base import Base, table
from service.storage.database.tables.keys import KeyRow, TenantRow
from service.storage.database.tables.norms import EditionRow, NormCellRow, NormStateRow, VoteRow
from service.storage.database.tables.probes import ProbeRow
from service.storage.database.tables.rollups import (
    PendingRollupRow,
    RollupProgressRow,
    RollupRow,
    RollupTagRow,
)

__all__ = [
    "Base",
    "ChangeRow",
    "EditionRow",
    "ErasureRow",
    "IdempotencyRow",
    "KeyRow",
    "NormCellRow",
    "NormStateRow",
    "PendingRollupRow",
    "ProbeRow",
    "RecordRow",
    "RollupProgressRow",
    "RollupRow",
    "RollupTagRow",
    "TenantRow",
    "VoteRow",
    "table",
]
