"""What all tables share: one registry, a naming convention, and access to a table by its row class."""

from sqlalchemy import MetaData, Table, inspect
from sqlmodel import SQLModel

_NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """The base of all row classes."""

    metadata = MetaData(naming_convention=_NAMING_CONVENTION)


def table(row: type[Base]) -> Table:
    """Return the table that a row class describes."""
    described = inspect(row).local_table
    assert isinstance(described, Table)
    return described
