"""The one writer: a thread that commits everything waiting in one transaction, and answers after the commit.

A transaction costs the same for one row as for a hundred, so requests that arrive together share it. Imports
what becomes of a batch, and the ports.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, suppress
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from service.application.ports import StoreObserver
from service.errors import Unavailable
from service.storage.batches import Job, done, told

Result = TypeVar("Result")
_LARGEST_BATCH = 256
_MOST_WAITING = 4096


class Writer:
    """Commits jobs in batches on one connection, under ``guard``, until it is closed.

    ``guard`` is held around each transaction and around closing: it says who may write, and may refuse.
    """

    def __init__(self, engine: Engine, guard: AbstractContextManager[None], observer: StoreObserver) -> None:
        self._engine = engine
        self._guard = guard
        self._observer = observer
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False
        self._connection: Connection | None = None
        self._due: set[Callable[[Connection], bool]] = set()
        self._thread = Thread(target=self._run, name="palier-writer", daemon=True)
        self._thread.start()

    def submit(
        self, work: Callable[[Connection], Result], then: Callable[[Connection], bool] | None = None
    ) -> Awaitable[Result]:
        """Do this work in the next transaction; the result comes once it is durable.

        ``then`` is done after the commit, outside of any transaction, and after each later batch until it
        returns true. Raises ``Unavailable`` when too much is waiting, when the writer was closed, or when the
        database cannot commit.
        """
        if self._closed or not self._thread.is_alive() or self._jobs.qsize() >= _MOST_WAITING:
            raise Unavailable("the writer is closed or has too much to do")
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Result] = loop.create_future()
        self._jobs.put(Job(work, loop, waiting, then))
        return waiting

    def post(self, work: Callable[[Connection], Any]) -> None:
        """Do this work some time, from any thread; nobody is told of the result, nor that it failed."""
        if not self._closed:
            self._jobs.put(Job(work, None, None))

    def waiting(self) -> int:
        """Return how many jobs wait for their transaction."""
        return self._jobs.qsize()

    def close(self) -> None:
        """Commit what is waiting, then stop."""
        self._closed = True
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        last = False
        while not last and (first := self._jobs.get()) is not None:
            batch, last = self._gather(first)
            started = perf_counter()
            outcomes = self._commit(batch)
            seconds = perf_counter() - started
            _deliver(batch, outcomes)
            failed = sum(isinstance(outcome, Exception) for outcome in outcomes)
            self._observer.committed(len(batch), failed, seconds)
        if self._connection is not None:
            # Closing the last connection of a SQLite file folds its log into it: a write like any other.
            # Where nothing may be written any more, there is nothing to fold.
            with suppress(Unavailable), self._guard:
                self._connection.close()

    def _gather(self, first: Job) -> tuple[list[Job], bool]:
        """Everything that waits, up to a limit and in order, and whether the writer must stop after it."""
        batch, last = [first], False
        while len(batch) < _LARGEST_BATCH and not self._jobs.empty() and not last:
            job = self._jobs.get()
            if job is None:
                last = True
            else:
                batch.append(job)
        # Where one replica waits for another's row, the other must never wait for one of its own.
        return sorted(batch, key=lambda job: job.order), last

    def _commit(self, batch: list[Job]) -> list[Any]:
        """The result of each job, or the error that it failed with."""
        try:
            with self._guard:
                # A connection that was lost is made anew for the next batch.
                self._connection = self._connection or self._engine.connect()
                outcomes = done(self._connection, batch)
                self._follow_up(self._connection, batch)
        except Exception as error:
            # Nothing could begin, or nothing could be committed: whoever waited is told so at once.
            outcomes = [told(error)] * len(batch)
        self._forget_lost()
        return outcomes

    def _follow_up(self, connection: Connection, batch: list[Job]) -> None:
        self._due.update(job.then for job in batch if job.then is not None)
        # What was committed is committed: a follow-up that fails is tried again after the next batch.
        with suppress(Exception):
            self._due.difference_update([then for then in self._due if then(connection)])

    def _forget_lost(self) -> None:
        if self._connection is not None and (self._connection.invalidated or self._connection.closed):
            self._connection.close()
            self._connection = None


def _deliver(batch: list[Job], outcomes: list[Any]) -> None:
    """Wake everybody up in one call a loop: each call from another thread costs a system call."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for job, outcome in zip(batch, outcomes, strict=True):
        if job.loop is not None and job.waiting is not None:
            by_loop.setdefault(job.loop, []).append((job.waiting, outcome))
    for loop, deliveries in by_loop.items():
        # A loop that has ended leaves nobody to tell.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell, deliveries)


def _tell(deliveries: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for waiting, outcome in deliveries:
        # Whoever waited may have gone: what was committed stays committed.
        if waiting.done():
            continue
        if isinstance(outcome, Exception):
            waiting.set_exception(outcome)
        else:
            waiting.set_result(outcome)
