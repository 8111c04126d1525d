"""Waiting for an event. No test depends on how fast the machine is: time only bounds what hangs."""

import time
from collections.abc import Callable

# Seconds. Nothing that a test waits for takes this long, even on a machine busy with other work.
PATIENCE = 300.0
_PAUSE = 0.02


def is_soon(event: Callable[[], object]) -> bool:
    """Wait until this is true, and return True; return False where it still is not after ``PATIENCE``."""
    deadline = time.monotonic() + PATIENCE
    while not event():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True
