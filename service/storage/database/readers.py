"""Threads that read: a few at a time, and only so many waiting, so that none starves another."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from service.errors import Unavailable

Result = TypeVar("Result")
_MOST_WAITING = 512


class Readers:
    """So many threads, each reading on a connection of this engine."""

    def __init__(self, engine: Engine, threads: int, name: str) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(threads, name)
        self._waiting = 0

    def submit(self, work: Callable[[Connection], Result]) -> Awaitable[Result]:
        """Read on one of the threads; raise ``Unavailable`` when too much waits or the database fails."""
        if self._waiting >= _MOST_WAITING:
            raise Unavailable("too much waits to be read")
        self._waiting += 1
        reading = asyncio.get_running_loop().run_in_executor(self._threads, read, self._engine, work)
        reading.add_done_callback(self._note_done)
        return reading

    def close(self) -> None:
        """Finish what is being read, then stop."""
        self._threads.shutdown()

    def _note_done(self, reading: asyncio.Future[Result]) -> None:
        self._waiting -= 1
        if not reading.cancelled():
            # Whoever waited may have gone: an error that nobody asks for is no news.
            reading.exception()


def read(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Read in one transaction; raise ``Unavailable`` when the database fails.

    A connection may have been lost since it was last used, so that a second one is tried.
    """
    try:
        try:
            return _read_once(engine, work)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return _read_once(engine, work)
    except SQLAlchemyError as error:
        raise Unavailable(f"the database cannot be read ({type(error).__name__})") from error


def _read_once(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    with engine.connect() as connection:
        return work(connection)
