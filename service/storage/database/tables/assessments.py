"""Assessments, their idempotency keys, their erasures and their change feed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, Boolean, Index, Integer, LargeBinary, SmallInteger, String, Text
from sqlmodel import Field

from service.storage.database.column_types import (
    HUNDREDTHS,
    ID,
    MANY_HUNDREDTHS,
    TENTHS,
    CompressedProfile,
    UtcTimestamp,
    WordList,
)
from service.storage.database.tables.base import Base


class RecordRow(Base, table=True):
    """A stored assessment: its row, column by column, and its space, profile and digests."""

    __tablename__ = "assessments"
    __table_args__ = (
        Index("ix_assessments_space_id", "space", "id"),
        Index("ix_assessments_space_reference_id", "space", "reference", "id"),
    )

    id: UUID = Field(sa_type=ID, primary_key=True)
    created_at: datetime = Field(sa_type=UtcTimestamp)
    reference: str | None = Field(sa_type=Text)
    country: str = Field(sa_type=CHAR(2))
    nace_section: str | None = Field(sa_type=CHAR(1))
    size_class: str | None = Field(sa_type=String(12))
    headcount_low: int | None = Field(sa_type=Integer)
    headcount_high: int | None = Field(sa_type=Integer)
    assessor: str | None = Field(sa_type=String(12))
    form: str | None = Field(sa_type=String(12))
    origin: str = Field(sa_type=String(8))
    tags: tuple[str, ...] = Field(sa_type=WordList, sa_column_kwargs={"nullable": True})
    methodology: str = Field(sa_type=String(40))
    maturity_status: str = Field(sa_type=String(24))
    maturity_level: str | None = Field(sa_type=String(12))
    maturity_level_low: str = Field(sa_type=String(12))
    maturity_level_high: str = Field(sa_type=String(12))
    maturity_index: float | None = Field(sa_type=HUNDREDTHS)
    maturity_index_low: float = Field(sa_type=HUNDREDTHS)
    maturity_index_high: float = Field(sa_type=HUNDREDTHS)
    maturity_coverage: float = Field(sa_type=HUNDREDTHS)
    maturity_strategy: float | None = Field(sa_type=HUNDREDTHS)
    maturity_leadership: float | None = Field(sa_type=HUNDREDTHS)
    maturity_culture: float | None = Field(sa_type=HUNDREDTHS)
    maturity_community_management: float | None = Field(sa_type=HUNDREDTHS)
    maturity_content: float | None = Field(sa_type=HUNDREDTHS)
    maturity_governance: float | None = Field(sa_type=HUNDREDTHS)
    maturity_tools: float | None = Field(sa_type=HUNDREDTHS)
    maturity_metrics: float | None = Field(sa_type=HUNDREDTHS)
    importance_status: str = Field(sa_type=String(24))
    importance_band: str | None = Field(sa_type=String(12))
    importance_score: int | None = Field(sa_type=SmallInteger)
    importance_score_low: int = Field(sa_type=SmallInteger)
    importance_score_high: int = Field(sa_type=SmallInteger)
    sourcing_status: str = Field(sa_type=String(24))
    sourcing_model: str | None = Field(sa_type=String(40))
    sourcing_group: tuple[str, ...] = Field(sa_type=WordList, sa_column_kwargs={"nullable": True})
    sourcing_fit: float | None = Field(sa_type=TENTHS)
    sourcing_margin: float | None = Field(sa_type=TENTHS)
    sourcing_cost_eur_per_month_low: int | None = Field(sa_type=BigInteger)
    sourcing_cost_eur_per_month_high: int | None = Field(sa_type=BigInteger)
    next_question: str | None = Field(sa_type=Text)
    team_role: str | None = Field(sa_type=String(40))
    team_seniority: str | None = Field(sa_type=String(12))
    team_fte: float | None = Field(sa_type=MANY_HUNDREDTHS)
    salary_eur_per_year_low: int | None = Field(sa_type=Integer)
    salary_eur_per_year_high: int | None = Field(sa_type=Integer)
    space: str = Field(sa_type=String(40))
    profile: bytes = Field(sa_type=CompressedProfile)
    rules_digest: bytes = Field(sa_type=LargeBinary)
    result_digest: bytes = Field(sa_type=LargeBinary)


class IdempotencyRow(Base, table=True):
    """A use of an ``Idempotency-Key``. It outlives an erased assessment, without its content."""

    __tablename__ = "idempotency_records"

    space: str = Field(sa_type=String(40), primary_key=True)
    key: str = Field(sa_type=Text, primary_key=True)
    request_digest: bytes = Field(sa_type=LargeBinary)
    language: str = Field(sa_type=CHAR(2))
    include: str = Field(sa_type=Text)
    assessment_id: UUID = Field(sa_type=ID, index=True)
    created_at: datetime = Field(sa_type=UtcTimestamp)


class ErasureRow(Base, table=True):
    """An erased assessment, for those who copied it: its id, nothing of its content."""

    __tablename__ = "erasures"

    space: str = Field(sa_type=String(40), primary_key=True)
    assessment_id: UUID = Field(sa_type=ID, primary_key=True)
    erased_at: datetime = Field(sa_type=UtcTimestamp)


class ChangeRow(Base, table=True):
    """An insert or erasure of an assessment, written by triggers.

    ``transaction_id`` is PostgreSQL's number of the transaction and 0 on SQLite. With ``sequence`` it is the
    commit-visibility order. ``changed_at`` is in microseconds since 1970.
    """

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_space_transaction_id_sequence", "space", "transaction_id", "sequence"),
        Index("ix_changes_space_changed_at", "space", "changed_at"),
        Index("ix_changes_space_assessment_id", "space", "assessment_id"),
        {"sqlite_autoincrement": True},
    )

    sequence: int | None = Field(
        sa_type=BigInteger().with_variant(Integer, "sqlite"), primary_key=True, default=None
    )
    space: str = Field(sa_type=String(40))
    transaction_id: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
    assessment_id: UUID = Field(sa_type=ID)
    erased: bool = Field(sa_type=Boolean)
