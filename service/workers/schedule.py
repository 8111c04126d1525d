"""Publishes norms on a schedule beside a server, each time in a subprocess.

In the server's own process, counting millions of votes would delay its requests. Imports nothing of Palier.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

_INTERVAL_SECONDS = 3600.0
_FIRST_DELAY_SECONDS = (60.0, 180.0)
_NICENESS = 10


class Schedule:
    """Checks once an hour whether a new edition is due and publishes it, until stopped.

    Every replica may run one: publishing the same edition twice fails harmlessly.
    """

    def __init__(
        self,
        days: int,
        first_delay_seconds: tuple[float, float] = _FIRST_DELAY_SECONDS,
        say: Callable[[str], None] = print,
    ) -> None:
        """Start; an edition is due ``days`` after the last one.

        The delay before the first check is random between two bounds, so that replicas that start together do
        not check at the same time. ``say`` takes each line in which a publication says why it failed.
        """
        self._say = say
        command = ["benchmarks", "publish", "--unless-newer", str(days)]
        self._command = [sys.executable, "-m", "service", *command]
        self._stopped = Event()
        self._process: subprocess.Popen[str] | None = None
        delay = random.uniform(*first_delay_seconds)
        self._thread = Thread(target=self._run, args=(delay,), name="palier-schedule", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop. A publication in progress is aborted and stores no edition."""
        self._stopped.set()
        if self._process is not None:
            self._process.terminate()
        self._thread.join()

    def _run(self, delay: float) -> None:
        while not self._stopped.wait(delay):
            delay = _INTERVAL_SECONDS
            with suppress(OSError):
                # What it says goes through the server's log: it must not wait for whoever reads that.
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                    errors="replace",
                )
                # From here, not by a function that runs between fork and exec: unsafe beside threads.
                os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICENESS)
                if self._stopped.is_set():
                    # stop() was called between the wait and the start of the process.
                    self._process.terminate()
                for line in self._process.communicate()[1].splitlines():
                    self._say(line)
