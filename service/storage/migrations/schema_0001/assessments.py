"""Assessments, their idempotency keys and erasures, and a view of rows for SQL clients."""

from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

from service.storage.migrations.schema_0001.columns import (
    BYTES,
    ID,
    SPACE,
    TIMESTAMP,
    create_table,
    required,
)


class _Kind(NamedTuple):
    """A column type; its ``width`` in bytes if that is fixed; how the view shows it."""

    type: Any
    width: int = 0
    shown: str = "{0}"


_HUNDREDTHS = _Kind(sa.SmallInteger(), 2, "{0} / 100.0::double precision AS {0}")
_TENTHS = _Kind(sa.SmallInteger(), 2, "{0} / 10.0::double precision AS {0}")
_POINTS = _Kind(sa.SmallInteger(), 2)
_INTEGER = _Kind(sa.Integer(), 4)
_EUROS = _Kind(sa.BigInteger(), 8)
_CODE, _LONG_CODE = _Kind(sa.String(12)), _Kind(sa.String(40))
_STATUS = _Kind(sa.String(24))
_TEXT = _Kind(sa.Text())
_WORDS = _Kind(sa.Text(), 0, "string_to_array(coalesce({0}, ''), ' ') AS {0}")

# The row of an assessment, in the order of the contract. A column that is required is so in every row.
_ROW: dict[str, _Kind] = {
    "id": _Kind(ID, 1),
    "created_at": _Kind(TIMESTAMP, 8),
    "reference": _TEXT,
    "country": _Kind(sa.CHAR(2)),
    "nace_section": _Kind(sa.CHAR(1)),
    "size_class": _CODE,
    "headcount_low": _INTEGER,
    "headcount_high": _INTEGER,
    "assessor": _CODE,
    "form": _CODE,
    "origin": _Kind(sa.String(8)),
    "tags": _WORDS,
    "methodology": _LONG_CODE,
    "maturity_status": _STATUS,
    "maturity_level": _CODE,
    "maturity_level_low": _CODE,
    "maturity_level_high": _CODE,
    "maturity_index": _HUNDREDTHS,
    "maturity_index_low": _HUNDREDTHS,
    "maturity_index_high": _HUNDREDTHS,
    "maturity_coverage": _HUNDREDTHS,
    "maturity_strategy": _HUNDREDTHS,
    "maturity_leadership": _HUNDREDTHS,
    "maturity_culture": _HUNDREDTHS,
    "maturity_community_management": _HUNDREDTHS,
    "maturity_content": _HUNDREDTHS,
    "maturity_governance": _HUNDREDTHS,
    "maturity_tools": _HUNDREDTHS,
    "maturity_metrics": _HUNDREDTHS,
    "importance_status": _STATUS,
    "importance_band": _CODE,
    "importance_score": _POINTS,
    "importance_score_low": _POINTS,
    "importance_score_high": _POINTS,
    "sourcing_status": _STATUS,
    "sourcing_model": _LONG_CODE,
    "sourcing_group": _WORDS,
    "sourcing_fit": _TENTHS,
    "sourcing_margin": _TENTHS,
    "sourcing_cost_eur_per_month_low": _EUROS,
    "sourcing_cost_eur_per_month_high": _EUROS,
    "next_question": _TEXT,
    "team_role": _LONG_CODE,
    "team_seniority": _CODE,
    "team_fte": _Kind(sa.BigInteger(), 8, "{0} / 100.0::double precision AS {0}"),
    "salary_eur_per_year_low": _INTEGER,
    "salary_eur_per_year_high": _INTEGER,
}
_REQUIRED = frozenset({
    "id", "created_at", "country", "origin", "methodology", "maturity_status", "maturity_level_low",
    "maturity_level_high", "maturity_index_low", "maturity_index_high", "maturity_coverage",
    "importance_status", "importance_score_low", "importance_score_high", "sourcing_status",
})  # fmt: skip
# A role named `palier_bi_TENANT` reads the rows of that tenant, whatever it sets: the view and its policy use
# the name of the role that logged in. The superuser makes such roles and grants them this view alone.
_OWN = "space = substring(session_user::text FROM '^palier_bi_(.+)$')"


def create() -> None:
    """Create the tables."""
    # PostgreSQL pads what is out of line: the widest columns come first.
    row = sorted(_ROW.items(), key=lambda column: -column[1].width)
    op.create_table(
        "assessments",
        *(sa.Column(name, kind.type, nullable=name not in _REQUIRED) for name, kind in row),
        *required({"space": SPACE, "profile": BYTES, "rules_digest": BYTES, "result_digest": BYTES}),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
    )
    op.create_index("ix_assessments_space_id", "assessments", ["space", "id"])
    op.create_index("ix_assessments_space_reference_id", "assessments", ["space", "reference", "id"])
    create_table(
        "idempotency_records",
        {"space": SPACE, "key": sa.Text()},
        {
            "request_digest": BYTES,
            "language": sa.CHAR(2),
            "include": sa.Text(),
            "assessment_id": ID,
            "created_at": TIMESTAMP,
        },
    )
    op.create_index("ix_idempotency_records_assessment_id", "idempotency_records", ["assessment_id"])
    create_table("erasures", {"space": SPACE, "assessment_id": ID}, {"erased_at": TIMESTAMP})


def create_view() -> None:
    """Create the view and its policy, on PostgreSQL."""
    op.execute(f"CREATE POLICY report ON assessments FOR SELECT USING ({_OWN})")
    columns = ", ".join(kind.shown.format(name) for name, kind in _ROW.items())
    # A security barrier: no function of the reader is called with rows of others.
    op.execute(
        "CREATE VIEW reported_assessments WITH (security_barrier) AS"
        f" SELECT {columns} FROM assessments WHERE {_OWN}"
    )
