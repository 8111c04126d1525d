"""Threads that read: a few at a time, and only so many waiting, so that none starves another."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

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
        reading = asyncio.get_running_loop().run_in_executor(self._threads, self._read, work)
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

    def _read(self, work: Callable[[Connection], Result]) -> Result:
        try:
            with self._engine.connect() as connection:
                return work(connection)
        except SQLAlchemyError as error:
            raise Unavailable(f"the database cannot be read ({type(error).__name__})") from error
