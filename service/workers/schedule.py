"""Publishes norms from time to time beside a server, each time in a process of its own.

Counting millions of votes in the server's process would keep its requests waiting. Imports nothing of Palier.
"""

import os
import random
import subprocess
import sys
from contextlib import suppress
from threading import Event, Thread

_PAUSE_SECONDS = 3600.0
_FIRST_SECONDS = (60.0, 180.0)


class Schedule:
    """Asks once an hour whether a new edition is due, until it is ended; replicas may each have one."""

    def __init__(self, days: int, first_seconds: tuple[float, float] = _FIRST_SECONDS) -> None:
        """Begin; ``first_seconds`` are the least and the most to wait before asking for the first time."""
        command = ["benchmarks", "publish", "--unless-newer", str(days)]
        self._command = [sys.executable, "-m", "service", *command]
        self._ended = Event()
        self._child: subprocess.Popen[bytes] | None = None
        # Replicas that start together do not all ask at the same moment.
        pause = random.uniform(*first_seconds)
        self._thread = Thread(target=self._run, args=(pause,), name="palier-schedule", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Publish no more; what is being published is given up, and nothing of it is kept."""
        self._ended.set()
        if self._child is not None:
            self._child.terminate()
        self._thread.join()

    def _run(self, pause: float) -> None:
        while not self._ended.wait(pause):
            pause = _PAUSE_SECONDS
            with suppress(OSError):
                self._child = subprocess.Popen(
                    self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, preexec_fn=_step_back
                )
                if self._ended.is_set():
                    # It began just as it was to end.
                    self._child.terminate()
                self._child.wait()


def _step_back() -> None:
    os.nice(10)
