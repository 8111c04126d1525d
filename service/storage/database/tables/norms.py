"""Votes and published norms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, ForeignKey, Integer, LargeBinary, String
from sqlmodel import Field

from service.storage.database.column_types import ID, UtcTimestamp
from service.storage.database.tables.base import Base


class VoteRow(Base, table=True):
    """An assessment's vote for a version's norm; ``bins`` is null if it may not vote.

    ``organisation`` is a digest of the tenant's reference. A vote is deleted with its assessment.
    """

    __tablename__ = "votes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    methodology: str = Field(sa_type=String(40), primary_key=True)
    space: str = Field(sa_type=String(40), primary_key=True)
    organisation: bytes = Field(sa_type=LargeBinary, primary_key=True)
    assessment_id: UUID = Field(
        sa_type=ID,
        primary_key=True,
        index=True,
        sa_column_args=[ForeignKey("assessments.id", ondelete="CASCADE")],
    )
    assessor: str = Field(sa_type=String(12))
    nace_section: str = Field(sa_type=String(1))
    size_class: str = Field(sa_type=String(12))
    country: str = Field(sa_type=CHAR(2))
    bins: bytes | None = Field(sa_type=LargeBinary)


class EditionRow(Base, table=True):
    """An edition of a version's norm, and its cut-off. The primary key lets one process publish a number."""

    __tablename__ = "editions"

    number: int = Field(sa_type=Integer, primary_key=True)
    methodology: str = Field(sa_type=String(40))
    published_at: datetime = Field(sa_type=UtcTimestamp)


class NormStateRow(Base, table=True):
    """The state of the release rule after a version's last edition. ``space`` is ``EVERYBODY``."""

    __tablename__ = "norm_states"

    space: str = Field(sa_type=String(40), primary_key=True)
    methodology: str = Field(sa_type=String(40), primary_key=True)
    state: bytes = Field(sa_type=LargeBinary)


class NormCellRow(Base, table=True):
    """A published cell of an edition: for everybody, or for a tenant about its own organisations."""

    __tablename__ = "norm_cells"

    space: str = Field(sa_type=String(40), primary_key=True)
    methodology: str = Field(sa_type=String(40), primary_key=True)
    edition: int = Field(sa_type=Integer, primary_key=True)
    cell: str = Field(sa_type=String(40), primary_key=True)
    figures: bytes = Field(sa_type=LargeBinary)
