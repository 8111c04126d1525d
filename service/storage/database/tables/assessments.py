"""Assessments, their idempotency keys, their erasures and their change feed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, Boolean, Index, Integer, LargeBinary, SmallInteger, String, Text
from sqlmodel import Field

from service.storage.database.column_types import ID, CompressedProfile, TagList, UtcTimestamp
from service.storage.database.tables.base import Base


class AssessmentRow(Base, table=True):
    """A stored assessment: its profile, what lists and statistics show, and digests."""

    __tablename__ = "assessments"
    __table_args__ = (
        Index("ix_assessments_tenant_id", "tenant", "id"),
        Index("ix_assessments_tenant_reference_id", "tenant", "reference", "id"),
    )

    id: UUID = Field(sa_type=ID, primary_key=True)
    tenant: str = Field(sa_type=String(40))
    channel: str = Field(sa_type=String(8), sa_column_kwargs={"server_default": "server"})
    created_at: datetime = Field(sa_type=UtcTimestamp)
    profile: bytes = Field(sa_type=CompressedProfile)
    reference: str | None = Field(sa_type=Text)
    section: str | None = Field(sa_type=CHAR(1))
    size: str = Field(sa_type=String(12))
    country: str = Field(sa_type=CHAR(2))
    assessor: str | None = Field(sa_type=String(12))
    form: str | None = Field(sa_type=String(12))
    version: str = Field(sa_type=String(40))
    rules_digest: bytes = Field(sa_type=LargeBinary)
    result_digest: bytes = Field(sa_type=LargeBinary)
    level: str | None = Field(sa_type=String(12))
    maturity_index: int | None = Field(sa_type=SmallInteger)
    coverage: int = Field(sa_type=SmallInteger)
    score: int | None = Field(sa_type=SmallInteger)
    band: str | None = Field(sa_type=String(12))
    recommended: str = Field(sa_type=String(40))
    tags: tuple[str, ...] = Field(sa_type=TagList, sa_column_kwargs={"nullable": True})


class IdempotencyRow(Base, table=True):
    """A use of an ``Idempotency-Key``. It outlives an erased assessment, without its content."""

    __tablename__ = "retries"

    tenant: str = Field(sa_type=String(40), primary_key=True)
    key: str = Field(sa_type=Text, primary_key=True)
    request_digest: bytes = Field(sa_type=LargeBinary)
    language: str = Field(sa_type=CHAR(2))
    include: str = Field(sa_type=Text)
    assessment: UUID = Field(sa_type=ID, index=True)
    created_at: datetime = Field(sa_type=UtcTimestamp)


class ErasureRow(Base, table=True):
    """An erased assessment, for those who copied it: its id, nothing of its content."""

    __tablename__ = "erasures"

    tenant: str = Field(sa_type=String(40), primary_key=True)
    assessment: UUID = Field(sa_type=ID, primary_key=True)
    erased_at: datetime = Field(sa_type=UtcTimestamp)


class ChangeRow(Base, table=True):
    """An insert or erasure of an assessment, written by triggers.

    ``turn`` is the transaction's number on PostgreSQL and 0 on SQLite; ``place`` is a sequence. Both together
    are the commit-visibility order. ``at`` is in microseconds since 1970.
    """

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_tenant_turn_place", "tenant", "turn", "place"),
        Index("ix_changes_tenant_at", "tenant", "at"),
        Index("ix_changes_tenant_assessment", "tenant", "assessment"),
        {"sqlite_autoincrement": True},
    )

    place: int | None = Field(
        sa_type=BigInteger().with_variant(Integer, "sqlite"), primary_key=True, default=None
    )
    tenant: str = Field(sa_type=String(40))
    turn: int = Field(sa_type=BigInteger)
    at: int = Field(sa_type=BigInteger)
    assessment: UUID = Field(sa_type=ID)
    is_erasure: bool = Field(sa_type=Boolean)
