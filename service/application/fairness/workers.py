"""Threads for what takes longer than a turn of the event loop: reading the database, shaping large answers.

Tenants take turns, and none has all threads. Whoever waits is answered by a deadline: a database may stop
answering without closing a connection.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from msgspec import Struct

from service.application.fairness.payer import PAYER
from service.application.fairness.rotation import Rotation
from service.application.fairness.turns import Turns
from service.errors import Unavailable

Result = TypeVar("Result")
_MOST_WAITING = 256
_SECONDS = 5.0


class _Job(Struct, frozen=True, eq=False):
    """Work for a thread, on whose behalf it is, and the future of whoever waits for it."""

    payer: str
    work: Callable[[], Any]
    outcome: asyncio.Future[Any]


class Workers:
    """A few threads, used from one event loop. ``seconds`` is the deadline, time in the queue included."""

    def __init__(self, threads: int, name: str, turns: Turns, seconds: float = _SECONDS) -> None:
        self._threads = ThreadPoolExecutor(threads, name)
        self._turns = turns
        self._seconds = seconds
        self._idle = threads
        self._most_of_one = max(threads - 1, 1)
        self._running: Counter[str] = Counter()
        self._queue: Rotation[_Job] = Rotation()

    async def run(self, work: Callable[[], Result], give_up: Callable[[], None] | None = None) -> Result:
        """Do this work in a thread; return its result in a turn of the current payer.

        Raises ``Unavailable`` if too much of the payer's work waits already, or if the deadline passes. Where
        work has begun that nobody waits for any more, ``give_up`` is called: it may make it end sooner.
        """
        payer = PAYER.get()
        if self._queue.count(payer) >= _MOST_WAITING:
            raise Unavailable("readers_full")
        job = _Job(payer, work, asyncio.get_running_loop().create_future())
        self._queue.add(payer, job)
        self._start()
        try:
            async with asyncio.timeout(self._seconds):
                result: Result = await job.outcome
        except TimeoutError as error:
            raise Unavailable("readers_late") from error
        finally:
            # By the deadline, or because the server stops.
            is_left = job.outcome.cancelled()
            if is_left and not self._queue.remove(payer, job) and give_up is not None:
                give_up()
        await self._turns.take()
        return result

    def close(self) -> None:
        """Finish the work that was begun, then stop."""
        self._threads.shutdown(cancel_futures=True)

    def _start(self) -> None:
        """Give what waits to the threads that are idle."""
        while self._idle and (waiting := self._queue.next(self._may_run)) is not None:
            job = waiting.item
            if job.outcome.done():
                # Whoever waited has gone.
                continue
            self._idle -= 1
            self._running[job.payer] += 1
            running = asyncio.get_running_loop().run_in_executor(self._threads, job.work)
            running.add_done_callback(partial(self._finish, job))

    def _may_run(self, payer: str) -> bool:
        return self._running[payer] < self._most_of_one

    def _finish(self, job: _Job, done: asyncio.Future[Any]) -> None:
        self._idle += 1
        self._running[job.payer] -= 1
        if not self._running[job.payer]:
            del self._running[job.payer]
        error = None if done.cancelled() else done.exception()
        if job.outcome.done():
            pass
        elif done.cancelled():
            job.outcome.cancel()
        elif error is not None:
            job.outcome.set_exception(error)
        else:
            job.outcome.set_result(done.result())
        self._start()
