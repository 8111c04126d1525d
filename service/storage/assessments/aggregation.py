"""Schedules the aggregation of pending rollups on a server's group committer."""

from collections import Counter
from collections.abc import Sequence
from threading import Lock, Timer
from time import perf_counter
from typing import Any

from sqlalchemy import Connection

from service.application.spaces import Space, spaces_of
from service.storage.assessments import rollups
from service.storage.database.group_committer import GroupCommitter
from service.storage.keys.registry import tenant_names


class RollupAggregator:
    """Aggregates in the background, one batch of one space at a time."""

    def __init__(self, committer: GroupCommitter) -> None:
        self._committer = committer
        self._pending: Counter[Space] = Counter()
        self._lock = Lock()
        # Spaces to aggregate, in order: a set that keeps the order of insertion.
        self._due: dict[Space, None] = {}
        self._is_running = False

    def resume(self) -> None:
        """Aggregate what is pending in any space, and rebuild rollups of another definition."""
        self._committer.post(_all_spaces, self._schedule_all)

    def add_pending(self, space: Space) -> None:
        """Count an insert; aggregate once there is a batch of them."""
        self.set_pending(space, self._pending[space] + 1)

    def set_pending(self, space: Space, number: int) -> None:
        """Set how many assessments are pending, as counted by a read."""
        self._pending[space] = number
        if number >= rollups.BATCH_SIZE:
            self._pending[space] = 0
            self._schedule_all([space])

    def _schedule_all(self, spaces: Sequence[Space] | Exception) -> None:
        if isinstance(spaces, Exception):
            # The database failed. The next read or batch of inserts schedules again.
            return
        with self._lock:
            self._due.update(dict.fromkeys(spaces))
            if self._is_running:
                return
            self._is_running = True
        self._start_next()

    def _start_next(self) -> None:
        with self._lock:
            if not self._due:
                self._is_running = False
                return
            space = next(iter(self._due))
            del self._due[space]
        seconds = 0.0

        def work(connection: Connection) -> bool:
            nonlocal seconds
            started = perf_counter()
            more = rollups.aggregate_next(connection, space)
            seconds = perf_counter() - started
            return more

        def finish(outcome: Any) -> None:
            if outcome is True:
                with self._lock:
                    self._due[space] = None
            self._start_after(seconds)

        self._committer.post(work, finish)

    def _start_after(self, seconds: float) -> None:
        """Rest for as long as the last batch took: requests get at least half of the committer's time."""
        timer = Timer(seconds, self._start_next)
        timer.daemon = True
        timer.start()


def _all_spaces(connection: Connection) -> list[Space]:
    return [space for name in tenant_names(connection) for space in spaces_of(name)]
