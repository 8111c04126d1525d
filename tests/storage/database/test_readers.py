"""A database that does not answer: whoever waits is told in time, and its thread is free again."""

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from service.application.fairness.turns import Turns
from service.application.fairness.workers import Workers
from service.errors import Unavailable
from service.storage.database.readers import Readers
from tests.support.opening import opened

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(3600)",
}


def endless(connection: Connection) -> Any:
    return connection.execute(text(ENDLESS[connection.dialect.name])).all()


def one(connection: Connection) -> Any:
    return connection.execute(text("SELECT 1")).scalar()


def test_a_read_that_never_ends_is_refused_in_time_and_leaves_its_thread(database_place: Path | str) -> None:
    stores = opened(database_place)

    async def read(workers: Workers) -> None:
        readers = Readers(stores.database.reading, workers)
        for _ in range(2):
            with pytest.raises(Unavailable, match="not answered in time"):
                await readers.submit(endless)
        while True:
            try:
                assert await readers.submit(one) == 1
            except Unavailable:
                # On a busy machine, the deadline passes before the new connection is made.
                continue
            return

    with closing(stores), closing(Workers(1, "test", Turns(), seconds=0.5)) as workers:
        asyncio.run(read(workers))
