"""When a server last asked whether the database can store."""

from datetime import datetime

from sqlalchemy import SmallInteger
from sqlmodel import Field

from service.storage.database.column_types import UtcTimestamp
from service.storage.database.tables.base import Base


class ProbeRow(Base, table=True):
    """The one row that probes write, over and over: a full disk refuses even that."""

    __tablename__ = "probes"

    id: int = Field(sa_type=SmallInteger, primary_key=True)
    probed_at: datetime = Field(sa_type=UtcTimestamp)
