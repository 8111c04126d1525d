"""Tenants and keys."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text
from sqlmodel import Field

from service.storage.database.column_types import UtcTimestamp
from service.storage.database.tables.base import Base


class TenantRow(Base, table=True):
    """A tenant. Its data is stored under ``name`` for good; ``renamed_to`` is what it is called since.

    Tenants of one ``owner``, a customer, count as one in norms.
    """

    __tablename__ = "tenants"

    name: str = Field(sa_type=String(32), primary_key=True)
    created_at: datetime = Field(sa_type=UtcTimestamp)
    owner: str = Field(sa_type=String(32))
    renamed_to: str | None = Field(sa_type=String(32), unique=True, default=None)


class KeyRow(Base, table=True):
    """A key by the digest of its text, which is stored nowhere. Spaces separate scopes and origins."""

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
