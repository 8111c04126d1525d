"""The tables, as SQLModel describes them. A row is never validated here: it is made from a checked record.

Imports the ports only. Column types are named, so that SQLite and PostgreSQL store the same values.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CHAR,
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Text,
)
from sqlmodel import Field, SQLModel

from service.storage.database.column_types import ID, Packed, UtcTimestamp, Words

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """The tables of the service."""

    metadata = MetaData(naming_convention=NAMES)


class AssessmentRow(Base, table=True):
    """A stored assessment: its profile, what lists and statistics need, and digests."""

    __tablename__ = "assessments"
    __table_args__ = (
        Index("ix_assessments_tenant_id", "tenant", "id"),
        Index("ix_assessments_tenant_reference_id", "tenant", "reference", "id"),
    )

    id: UUID = Field(sa_type=ID, primary_key=True)
    tenant: str = Field(sa_type=String(40))
    channel: str = Field(sa_type=String(8), sa_column_kwargs={"server_default": "server"})
    created_at: datetime = Field(sa_type=UtcTimestamp)
    profile: bytes = Field(sa_type=Packed)
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
    tags: tuple[str, ...] = Field(sa_type=Words, sa_column_kwargs={"nullable": True})


class IdempotencyRow(Base, table=True):
    """What an ``Idempotency-Key`` stands for. It outlives an erased assessment, without its content."""

    __tablename__ = "retries"

    tenant: str = Field(sa_type=String(40), primary_key=True)
    key: str = Field(sa_type=Text, primary_key=True)
    request_digest: bytes = Field(sa_type=LargeBinary)
    language: str = Field(sa_type=CHAR(2))
    include: str = Field(sa_type=Text)
    assessment: UUID = Field(sa_type=ID, index=True)
    created_at: datetime = Field(sa_type=UtcTimestamp)


class ErasureRow(Base, table=True):
    """That an assessment was erased, for those who had copied it: nothing of what it held."""

    __tablename__ = "erasures"

    tenant: str = Field(sa_type=String(40), primary_key=True)
    assessment: UUID = Field(sa_type=ID, primary_key=True)
    erased_at: datetime = Field(sa_type=UtcTimestamp)


class TenantRow(Base, table=True):
    """A tenant, by its name."""

    __tablename__ = "tenants"

    name: str = Field(sa_type=String(32), primary_key=True)
    created_at: datetime = Field(sa_type=UtcTimestamp)


class KeyRow(Base, table=True):
    """A key by the digest of its text, which is kept nowhere. Scopes and origins are separated by spaces."""

    __tablename__ = "keys"

    digest: bytes = Field(sa_type=LargeBinary, primary_key=True)
    id: str = Field(sa_type=String(16), unique=True)
    tenant: str = Field(sa_type=String(32), foreign_key="tenants.name")
    kind: str = Field(sa_type=String(8))
    scopes: str = Field(sa_type=Text)
    origins: str = Field(sa_type=Text)
    label: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcTimestamp)
    revoked_at: datetime | None = Field(sa_type=UtcTimestamp)
    last_used_at: datetime | None = Field(sa_type=UtcTimestamp)


class VoteRow(Base, table=True):
    """What an assessment casts for a version's norm; ``bins`` is null where it may not vote.

    ``organisation`` is a digest of the tenant's reference. A vote goes with its assessment.
    """

    __tablename__ = "votes"
    __table_args__ = {"sqlite_with_rowid": False}

    version: str = Field(sa_type=String(40), primary_key=True)
    tenant: str = Field(sa_type=String(40), primary_key=True)
    organisation: bytes = Field(sa_type=LargeBinary, primary_key=True)
    assessment: UUID = Field(
        sa_type=ID,
        primary_key=True,
        index=True,
        sa_column_args=[ForeignKey("assessments.id", ondelete="CASCADE")],
    )
    assessor: str = Field(sa_type=String(12))
    section: str = Field(sa_type=String(1))
    size: str = Field(sa_type=String(12))
    country: str = Field(sa_type=CHAR(2))
    bins: bytes | None = Field(sa_type=LargeBinary)


class EditionRow(Base, table=True):
    """An edition of a version's norm, and its cut-off. One number, one edition: whoever is second is told."""

    __tablename__ = "editions"

    number: int = Field(sa_type=Integer, primary_key=True)
    version: str = Field(sa_type=String(40))
    published_at: datetime = Field(sa_type=UtcTimestamp)


class NormStateRow(Base, table=True):
    """What the release rule remembers of the last edition. Its ``tenant`` is nobody."""

    __tablename__ = "norm_states"

    tenant: str = Field(sa_type=String(40), primary_key=True)
    version: str = Field(sa_type=String(40), primary_key=True)
    state: bytes = Field(sa_type=LargeBinary)


class NormCellRow(Base, table=True):
    """A released cell of an edition: everybody's, or what a tenant sees of its own organisations."""

    __tablename__ = "norm_cells"

    tenant: str = Field(sa_type=String(40), primary_key=True)
    version: str = Field(sa_type=String(40), primary_key=True)
    edition: int = Field(sa_type=Integer, primary_key=True)
    cell: str = Field(sa_type=String(40), primary_key=True)
    figures: bytes = Field(sa_type=LargeBinary)


class PendingRollupRow(Base, table=True):
    """An assessment that is not yet in the sums. A trigger notes it, so that no release can forget to."""

    __tablename__ = "unsummed"
    __table_args__ = {"sqlite_with_rowid": False}

    tenant: str = Field(sa_type=String(40), primary_key=True)
    assessment: UUID = Field(sa_type=ID, primary_key=True)


class RollupRow(Base, table=True):
    """The sums of a tenant's assessments: of one group, since one day, from one origin, under one version."""

    __tablename__ = "rollups"
    __table_args__ = {"sqlite_with_rowid": False}

    tenant: str = Field(sa_type=String(40), primary_key=True)
    grain: str = Field(sa_type=String(5), primary_key=True)
    dimension: str = Field(sa_type=String(12), primary_key=True)
    start: date = Field(sa_type=Date, primary_key=True)
    value: str = Field(sa_type=Text, primary_key=True)
    origin: str = Field(sa_type=String(8), primary_key=True)
    version: str = Field(sa_type=String(40), primary_key=True)
    sums: bytes = Field(sa_type=LargeBinary)


class ChangeRow(Base, table=True):
    """That an assessment was kept or erased, noted by triggers in the order in which it could be seen.

    ``at`` is in microseconds since 1970.
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
