"""A write that tells whether the database can store: an empty transaction would not touch the disk."""

from datetime import UTC, datetime

from sqlalchemy import Connection, update

from service.storage.database.tables import ProbeRow, table


def write_probe(connection: Connection) -> None:
    """Write the time to the one row of probes, which the schema made."""
    connection.execute(update(table(ProbeRow)).values(probed_at=datetime.now(UTC)))
