"""Reader threads: a few reads at a time, and a bounded queue, so that no kind of read starves another."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from service.errors import Unavailable

Result = TypeVar("Result")
_QUEUE_LIMIT = 512


class Readers:
    """A pool of threads, each reading on a connection of one engine."""

    def __init__(self, engine: Engine, threads: int, name: str) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(threads, name)
        self._unfinished = 0

    def submit(self, query: Callable[[Connection], Result]) -> Awaitable[Result]:
        """Read on one of the threads; raise ``Unavailable`` when the queue is full or the database fails."""
        if self._unfinished >= _QUEUE_LIMIT:
            raise Unavailable("readers_full")
        self._unfinished += 1
        reading = asyncio.get_running_loop().run_in_executor(self._threads, read, self._engine, query)
        reading.add_done_callback(self._finish)
        return reading

    def close(self) -> None:
        """Finish the reads that were submitted, then stop."""
        self._threads.shutdown()

    def _finish(self, reading: asyncio.Future[Result]) -> None:
        self._unfinished -= 1
        if not reading.cancelled():
            # The caller may be gone: an exception that nobody retrieves would be logged.
            reading.exception()


def read(engine: Engine, query: Callable[[Connection], Result]) -> Result:
    """Read in one transaction; raise ``Unavailable`` when the database fails.

    A pooled connection may have been lost since its last use, so one new connection is tried.
    """
    try:
        try:
            return _read_once(engine, query)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return _read_once(engine, query)
    except SQLAlchemyError as error:
        raise Unavailable("database_unreadable", reason=type(error).__name__) from error


def _read_once(engine: Engine, query: Callable[[Connection], Result]) -> Result:
    with engine.connect() as connection:
        return query(connection)
