"""Reads on threads, each on a connection of one engine, with a deadline. Imports the threads, and errors."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from service.application.fairness.workers import Workers
from service.errors import Unavailable
from service.storage.database.failures import damage_of

Result = TypeVar("Result")


class Readers:
    """Reads of one engine, on threads that may do other work beside them."""

    def __init__(self, engine: Engine, workers: Workers) -> None:
        self._engine = engine
        self._workers = workers

    async def submit(self, query: Callable[[Connection], Result]) -> Result:
        """Read on one of the threads.

        Raises ``Unavailable`` when too many reads wait, the database fails, or it does not answer in time:
        then the connection is broken off, so that its thread is free again.
        """
        reading = _Reading(self._engine, query)
        return await self._workers.run(reading.run, reading.break_off)


class _Reading(Generic[Result]):
    """One read, which can be broken off from another thread."""

    def __init__(self, engine: Engine, query: Callable[[Connection], Result]) -> None:
        self._engine = engine
        self._query = query
        self._driver: Any = None
        self._is_late = False

    def run(self) -> Result:
        """Read; raises what ``read`` raises."""
        try:
            return read(self._engine, self._note_and_query)
        finally:
            self._driver = None

    def break_off(self) -> None:
        """Make the driver raise an error in place of waiting; does nothing where it does not wait."""
        self._is_late, driver = True, self._driver
        if driver is not None:
            # It may end by itself just now, and be closed.
            with suppress(Exception):
                _interrupt(driver)

    def _note_and_query(self, connection: Connection) -> Result:
        if self._is_late:
            # What was broken off is tried again, as if the connection had been lost.
            raise Unavailable("readers_late")
        self._driver = connection.connection.driver_connection
        return self._query(connection)


def _interrupt(driver: Any) -> None:
    """End what a connection of either driver waits for, without waiting for the database."""
    if hasattr(driver, "interrupt"):
        driver.interrupt()
        return
    # A frozen server closes nothing. Shutting down a copy of the socket is safe from another thread.
    with socket.socket(fileno=os.dup(driver.fileno())) as copy:
        copy.shutdown(socket.SHUT_RDWR)


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
        raise damage_of(error, engine) or Unavailable(
            "database_unreadable", reason=type(error).__name__
        ) from error


def _read_once(engine: Engine, query: Callable[[Connection], Result]) -> Result:
    with engine.connect() as connection:
        return query(connection)
