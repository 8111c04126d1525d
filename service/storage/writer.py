"""The one writer: a thread that commits everything waiting in one transaction, and answers after the commit.

A transaction costs the same for one row as for a hundred, so requests that arrive together share it. Where a
batch fails, each of its jobs is tried alone: one bad row fails its own request and no other. Imports what the
jobs are, and the ports.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, suppress
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from service.application.ports import StoreObserver
from service.errors import Unavailable
from service.storage.queries import Addition, add_all

Result = TypeVar("Result")
_LARGEST_BATCH = 256
_MOST_WAITING = 4096
_MOST_TRIES = 3
# Deadlock, and serialisation failure: the other transaction went first, and this one may go again.
_AGAIN = {"40P01", "40001"}


class _Job(Struct, frozen=True):
    """A piece of work inside a transaction, who waits for it if anybody does, and what follows its commit."""

    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop | None
    waiting: asyncio.Future[Any] | None
    then: Callable[[Connection], bool] | None = None

    @property
    def order(self) -> tuple[bool, tuple[str, str]]:
        """Additions first, in an order that all replicas share."""
        return (False, self.work.order) if isinstance(self.work, Addition) else (True, ("", ""))


class Writer:
    """Commits jobs in batches on one connection, under ``guard``, until it is closed.

    ``guard`` is held around each transaction and around closing: it says who may write, and may refuse.
    """

    def __init__(self, engine: Engine, guard: AbstractContextManager[None], observer: StoreObserver) -> None:
        self._engine = engine
        self._guard = guard
        self._observer = observer
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
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
        self._jobs.put(_Job(work, loop, waiting, then))
        return waiting

    def post(self, work: Callable[[Connection], Any]) -> None:
        """Do this work some time, from any thread; nobody is told of the result, nor that it failed."""
        if not self._closed:
            self._jobs.put(_Job(work, None, None))

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
            batch.sort(key=lambda job: job.order)
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

    def _gather(self, first: _Job) -> tuple[list[_Job], bool]:
        """Everything that waits, up to a limit, and whether the writer was told to stop after it."""
        batch = [first]
        while len(batch) < _LARGEST_BATCH and not self._jobs.empty():
            job = self._jobs.get()
            if job is None:
                return batch, True
            batch.append(job)
        return batch, False

    def _commit(self, batch: list[_Job]) -> list[Any]:
        """The result of each job, or the error that it failed with."""
        try:
            with self._guard:
                # A connection that was lost is made anew for the next batch.
                self._connection = self._connection or self._engine.connect()
                outcomes = self._done(self._connection, batch)
                self._follow_up(self._connection, batch)
        except Exception as error:
            # Nothing could begin, or nothing could be committed: whoever waited is told so at once.
            outcomes = [_told(error)] * len(batch)
        self._forget_lost()
        return outcomes

    def _done(self, connection: Connection, batch: list[_Job]) -> list[Any]:
        """Do the jobs in one transaction; where one of them fails, each in its own."""
        if len(batch) > 1:
            for way in (_together, _one_by_one):
                try:
                    return _in_transaction(connection, batch, way)
                except IntegrityError:
                    # Somebody sent a request again: each must ask whether its key was used.
                    continue
                except _Refused as failed:
                    raise failed.error from failed
                except Exception:
                    if connection.invalidated:
                        raise
                    break
        outcomes: list[Any] = []
        for job in batch:
            # Where the connection is lost, it is lost for all: nobody waits for each to find out.
            lost = connection.invalidated and bool(outcomes)
            outcomes.append(outcomes[-1] if lost else self._alone(connection, job))
        return outcomes

    def _alone(self, connection: Connection, job: _Job) -> Any:
        """The result of one job in a transaction of its own, or its error: what others did stays done."""
        for attempt in range(_MOST_TRIES):
            try:
                (outcome,) = _in_transaction(connection, [job], _one_by_one)
            except Exception as error:
                if not (_may_go_again(error) and attempt + 1 < _MOST_TRIES):
                    return _told(error)
            else:
                return outcome
        raise AssertionError("a last attempt succeeds or is told")

    def _follow_up(self, connection: Connection, batch: list[_Job]) -> None:
        self._due.update(job.then for job in batch if job.then is not None)
        # What was committed is committed: a follow-up that fails is tried again after the next batch.
        with suppress(Exception):
            self._due.difference_update([then for then in self._due if then(connection)])

    def _forget_lost(self) -> None:
        if self._connection is not None and (self._connection.invalidated or self._connection.closed):
            self._connection.close()
            self._connection = None


class _Refused(Exception):
    """The database could not begin or commit: the same awaits every job, and none is tried alone.

    Of a commit that failed it is unknown whether it happened, so that it must not be tried again here.
    """

    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__(str(error))


Way = Callable[[Connection, list[_Job]], list[Any]]


def _in_transaction(connection: Connection, batch: list[_Job], way: Way) -> list[Any]:
    try:
        transaction = connection.begin()
    except Exception as error:
        raise _Refused(error) from error
    try:
        outcomes = way(connection, batch)
    except BaseException:
        transaction.rollback()
        raise
    try:
        transaction.commit()
    except Exception as error:
        # A commit that failed leaves a transaction behind, which no later one could begin over.
        transaction.rollback()
        raise _Refused(error) from error
    return outcomes


def _one_by_one(connection: Connection, batch: list[_Job]) -> list[Any]:
    return [job.work(connection) for job in batch]


def _together(connection: Connection, batch: list[_Job]) -> list[Any]:
    """The additions, which stand first, in few statements; the rest one by one."""
    additions = [job.work for job in batch if isinstance(job.work, Addition)]
    return [*add_all(connection, additions), *_one_by_one(connection, batch[len(additions) :])]


def _may_go_again(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _AGAIN


def _told(error: Exception) -> Exception:
    if isinstance(error, _Refused):
        return _told(error.error)
    if not isinstance(error, SQLAlchemyError):
        return error
    found = Unavailable(f"the database cannot commit ({type(error).__name__})")
    found.__cause__ = error
    return found


def _deliver(batch: list[_Job], outcomes: list[Any]) -> None:
    """Wake everybody up in one call a loop: each call from another thread costs a system call."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]] = {}
    for job, outcome in zip(batch, outcomes, strict=True):
        if job.loop is not None and job.waiting is not None:
            by_loop.setdefault(job.loop, []).append((job.waiting, outcome))
    for loop, told in by_loop.items():
        # A loop that has ended leaves nobody to tell.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell, told)


def _tell(told: list[tuple[asyncio.Future[Any], Any]]) -> None:
    for waiting, outcome in told:
        # Whoever waited may have gone: what was committed stays committed.
        if waiting.done():
            continue
        if isinstance(outcome, Exception):
            waiting.set_exception(outcome)
        else:
            waiting.set_result(outcome)
