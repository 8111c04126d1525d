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

from service.application.ports.commit_observer import CommitObserver
from service.errors import Unavailable
from service.storage.database.batches import GroupedWrite, WriteJob, as_client_error, execute

Result = TypeVar("Result")
_LARGEST_BATCH = 256
_MOST_WAITING = 4096


class GroupCommitter:
    """Commits jobs in batches on one connection, under ``guard``, until it is closed.

    ``guard`` is held around each transaction and around closing: it says who may write, and may refuse.
    """

    def __init__(self, engine: Engine, guard: AbstractContextManager[None], observer: CommitObserver) -> None:
        self._engine = engine
        self._guard = guard
        self._observer = observer
        self._jobs: SimpleQueue[WriteJob | None] = SimpleQueue()
        self._closed = False
        self._connection: Connection | None = None
        self._due: set[Callable[[Connection], bool]] = set()
        self._thread = Thread(target=self._run, name="palier-writer", daemon=True)
        self._thread.start()

    def submit(
        self,
        work: Callable[[Connection], Result],
        after_commit: Callable[[Connection], bool] | None = None,
    ) -> Awaitable[Result]:
        """Run this work in the next transaction; the result comes once it is durable.

        ``after_commit`` runs after the commit, outside of any transaction, and after each later batch until
        it returns true. Raises ``Unavailable`` when the queue is full, when the committer was closed, or when
        the database cannot commit.
        """
        return self._enqueue(work, after_commit, None)

    def submit_grouped(self, write: GroupedWrite) -> Awaitable[Any]:
        """Like ``submit``, for a write that shares statements with others of its class in the batch."""
        return self._enqueue(write, None, write)

    def _enqueue(
        self,
        work: Callable[[Connection], Any],
        after_commit: Callable[[Connection], bool] | None,
        grouped: GroupedWrite | None,
    ) -> Awaitable[Any]:
        if self._closed or not self._thread.is_alive() or self._jobs.qsize() >= _MOST_WAITING:
            raise Unavailable("the writer is closed or has too much to do")
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Any] = loop.create_future()
        job = WriteJob(work=work, loop=loop, waiting=waiting, after_commit=after_commit, grouped=grouped)
        self._jobs.put(job)
        return waiting

    def post(self, work: Callable[[Connection], Any]) -> None:
        """Do this work some time, from any thread; nobody is told of the result, nor that it failed."""
        if not self._closed:
            self._jobs.put(WriteJob(work=work))

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

    def _gather(self, first: WriteJob) -> tuple[list[WriteJob], bool]:
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

    def _commit(self, batch: list[WriteJob]) -> list[Any]:
        """The result of each job, or the error that it failed with."""
        try:
            with self._guard:
                # A connection that was lost is made anew for the next batch.
                self._connection = self._connection or self._engine.connect()
                outcomes = execute(self._connection, batch)
                self._follow_up(self._connection, batch)
        except Exception as error:
            # Nothing could begin, or nothing could be committed: whoever waited is told so at once.
            outcomes = [as_client_error(error)] * len(batch)
        self._forget_lost()
        return outcomes

    def _follow_up(self, connection: Connection, batch: list[WriteJob]) -> None:
        self._due.update(job.after_commit for job in batch if job.after_commit is not None)
        # What was committed is committed: a follow-up that fails is tried again after the next batch.
        with suppress(Exception):
            self._due.difference_update([done for done in self._due if done(connection)])

    def _forget_lost(self) -> None:
        if self._connection is not None and (self._connection.invalidated or self._connection.closed):
            self._connection.close()
            self._connection = None


def _deliver(batch: list[WriteJob], outcomes: list[Any]) -> None:
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
