"""Rollups of assessments, and what is not aggregated yet."""

from datetime import date
from uuid import UUID

from sqlalchemy import Boolean, Date, LargeBinary, String, Text
from sqlmodel import Field

from service.storage.database.column_types import ID
from service.storage.database.tables.base import Base


class PendingRollupRow(Base, table=True):
    """A pending rollup: an assessment not yet aggregated. A trigger inserts it, whatever release writes."""

    __tablename__ = "pending_rollups"
    __table_args__ = ({"sqlite_with_rowid": False},)

    space: str = Field(sa_type=String(40), primary_key=True)
    assessment_id: UUID = Field(sa_type=ID, primary_key=True)


class RollupRow(Base, table=True):
    """Sums of a space's assessments: of a group, in a day or month, from an origin, under a methodology."""

    __tablename__ = "rollups"
    __table_args__ = ({"sqlite_with_rowid": False},)

    space: str = Field(sa_type=String(40), primary_key=True)
    grain: str = Field(sa_type=String(5), primary_key=True)
    dimension: str = Field(sa_type=String(40), primary_key=True)
    start: date = Field(sa_type=Date, primary_key=True)
    value: str = Field(sa_type=Text, primary_key=True)
    origin: str = Field(sa_type=String(8), primary_key=True)
    methodology: str = Field(sa_type=String(40), primary_key=True)
    sums: bytes = Field(sa_type=LargeBinary)


class RollupTagRow(Base, table=True):
    """The digest of a tag that a space's rollups add up; there is a bound on how many."""

    __tablename__ = "rollup_tags"
    __table_args__ = ({"sqlite_with_rowid": False},)

    space: str = Field(sa_type=String(40), primary_key=True)
    digest: bytes = Field(sa_type=LargeBinary, primary_key=True)


class RollupProgressRow(Base, table=True):
    """How far a space's history is aggregated, null if wholly, and the definition of its rollups.

    ``has_other_tags`` is true once a tag was left out of the rollups.
    """

    __tablename__ = "rollup_progress"

    space: str = Field(sa_type=String(40), primary_key=True)
    definition: str = Field(sa_type=String(16))
    aggregated_to: UUID | None = Field(sa_type=ID)
    has_other_tags: bool = Field(sa_type=Boolean)
