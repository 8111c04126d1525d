"""The only writer of a server: a thread that commits everything waiting in one transaction.

A transaction costs the same for one row as for a hundred, so requests that arrive together share one. Results
are delivered after the commit. A database may be frozen and neither answer nor fail: whoever waits for a
result waits for a bounded time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, suppress
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic, perf_counter
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from service.application.ports.commit_observer import CommitObserver
from service.errors import OutcomeUnknown, Unavailable
from service.storage.database.batches import GroupedWrite, WriteJob, as_client_error, execute

Result = TypeVar("Result")
_BATCH_LIMIT = 256
_QUEUE_LIMIT = 4096
# Longer than any write takes; clients and proxies commonly wait for half a minute or more.
_RESULT_SECONDS = 8.0
# By then a database that hangs is taken for lost, and another connection is tried.
_SEVER_SECONDS = 30.0
_FOLLOW_UP_SECONDS = 1.0


class GroupCommitter:
    """Commits jobs in batches on one connection, until it is closed.

    ``guard`` is entered around each transaction and around closing the connection: it keeps other processes
    from writing, and may raise ``Unavailable``. A result is waited for at most ``result_seconds``. ``sever``
    makes a connection that hangs fail.
    """

    def __init__(
        self,
        engine: Engine,
        guard: AbstractContextManager[None],
        observer: CommitObserver,
        *,
        sever: Callable[[Connection], None] | None = None,
        result_seconds: float = _RESULT_SECONDS,
    ) -> None:
        self._engine = engine
        self._guard = guard
        self._observer = observer
        self._sever = sever
        self._result_seconds = result_seconds
        self._jobs: SimpleQueue[WriteJob | None] = SimpleQueue()
        self._closed = False
        self._connection: Connection | None = None
        # When the batch at work began, in monotonic seconds.
        self._began: float | None = None
        self._follow_ups: set[Callable[[Connection], bool]] = set()
        self._thread = Thread(target=self._run, name="palier-writer", daemon=True)
        self._thread.start()

    def submit(
        self,
        work: Callable[[Connection], Result],
        after_commit: Callable[[Connection], bool] | None = None,
    ) -> Awaitable[Result]:
        """Run this work in the next transaction; the result arrives once it is durable.

        ``after_commit`` runs after the commit, outside of any transaction, and then every second until it
        returns true. Raises ``Unavailable`` when the queue is full, the committer is closed or the database
        cannot commit, and ``OutcomeUnknown`` where it does not say in time whether it did.
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
        if self._closed or not self._thread.is_alive() or self._jobs.qsize() >= _QUEUE_LIMIT:
            raise Unavailable("writer_full")
        if self._has_worked_for(self._result_seconds):
            self._sever_if(self._has_worked_for(_SEVER_SECONDS))
            raise Unavailable("writer_stuck")
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Any] = loop.create_future()
        timer = loop.call_later(self._result_seconds, self._expire, waiting)
        waiting.add_done_callback(lambda _: timer.cancel())
        job = WriteJob(work=work, loop=loop, waiting=waiting, after_commit=after_commit, grouped=grouped)
        self._jobs.put(job)
        return waiting

    def post(
        self, work: Callable[[Connection], Any], on_outcome: Callable[[Any], None] | None = None
    ) -> None:
        """Run this work in a later transaction; callable from any thread, ignored once closed.

        ``on_outcome`` is called in the committing thread, with the durable result or with the exception. It
        must not raise.
        """
        if not self._closed:
            self._jobs.put(WriteJob(work=work, on_outcome=on_outcome))

    def queue_length(self) -> int:
        """Return how many jobs wait for their transaction."""
        return self._jobs.qsize()

    def close(self) -> None:
        """Commit what is in the queue, then stop; give up a batch that hangs."""
        self._closed = True
        self._jobs.put(None)
        self._sever_if(self._has_worked_for(self._result_seconds))
        self._thread.join()

    def _has_worked_for(self, seconds: float) -> bool:
        """Whether the batch at work began longer ago than this."""
        began = self._began
        return began is not None and monotonic() - began > seconds

    def _sever_if(self, is_lost: bool) -> None:
        connection = self._connection
        if is_lost and self._sever is not None and connection is not None:
            # The batch may just have ended by itself.
            with suppress(Exception):
                self._sever(connection)

    def _expire(self, waiting: asyncio.Future[Any]) -> None:
        if not waiting.done():
            waiting.set_exception(OutcomeUnknown("outcome_unknown", seconds=round(self._result_seconds)))

    def _run(self) -> None:
        last = False
        while not last:
            try:
                first = self._jobs.get(timeout=_FOLLOW_UP_SECONDS if self._follow_ups else None)
            except Empty:
                self._commit([])
                continue
            if first is None:
                break
            batch, last = self._gather(first)
            started = perf_counter()
            outcomes = self._commit(batch)
            seconds = perf_counter() - started
            _deliver(batch, outcomes)
            failed = sum(isinstance(outcome, Exception) for outcome in outcomes)
            with suppress(Exception):
                # This thread is the only writer: it must not end because something cannot be counted.
                self._observer.committed(len(batch), failed, seconds)
        if self._connection is not None:
            # Closing the last connection of a SQLite file checkpoints its log, which is a write. If the guard
            # refuses it, the file was removed or replaced and needs no checkpoint.
            with suppress(Unavailable), self._guard:
                self._connection.close()

    def _gather(self, first: WriteJob) -> tuple[list[WriteJob], bool]:
        """Take what is in the queue, up to the limit; also return whether to stop after this batch.

        What nobody waits for any more is left out: its caller was told to send it again.
        """
        batch, last = [first], False
        while len(batch) < _BATCH_LIMIT and not self._jobs.empty() and not last:
            job = self._jobs.get()
            if job is None:
                last = True
            else:
                batch.append(job)
        wanted = [job for job in batch if job.waiting is None or not job.waiting.done()]
        # Replicas that lock rows in the same order never deadlock.
        return sorted(wanted, key=lambda job: job.order), last

    def _commit(self, batch: list[WriteJob]) -> list[Any]:
        """Return the result of each job, or the exception that it failed with."""
        self._began = monotonic()
        try:
            with self._guard:
                # A lost connection was discarded after its batch.
                self._connection = self._connection or self._engine.connect()
                outcomes = execute(self._connection, batch) if batch else []
                self._follow_up(self._connection, batch)
        except Exception as error:
            # Nothing could begin, or nothing could be committed.
            outcomes = [as_client_error(error, self._engine)] * len(batch)
        self._discard_lost_connection()
        self._began = None
        return outcomes

    def _follow_up(self, connection: Connection, batch: list[WriteJob]) -> None:
        self._follow_ups.update(job.after_commit for job in batch if job.after_commit is not None)
        # A follow-up that fails must not fail the committed batch: it runs again a second later.
        with suppress(Exception):
            finished = [follow_up for follow_up in self._follow_ups if follow_up(connection)]
            self._follow_ups.difference_update(finished)

    def _discard_lost_connection(self) -> None:
        if self._connection is not None and (self._connection.invalidated or self._connection.closed):
            self._connection.close()
            self._connection = None


def _deliver(batch: list[WriteJob], outcomes: list[Any]) -> None:
    """Deliver all outcomes in one call per event loop: each call from another thread is a system call."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for job, outcome in zip(batch, outcomes, strict=True):
        if job.loop is not None and job.waiting is not None:
            by_loop.setdefault(job.loop, []).append((job.waiting, outcome))
        elif job.on_outcome is not None:
            job.on_outcome(outcome)
    for loop, deliveries in by_loop.items():
        # The loop may have ended, and its callers with it.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, deliveries)


def _resolve(deliveries: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for waiting, outcome in deliveries:
        # The caller may have been cancelled; what was committed stays committed.
        if waiting.done():
            continue
        if isinstance(outcome, Exception):
            waiting.set_exception(outcome)
        else:
            waiting.set_result(outcome)
