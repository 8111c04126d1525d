"""The three standard streams: there, and unable to stop a command. Imports nothing of Palier."""

import os
import sys
from contextlib import suppress


def open_missing_streams() -> None:
    """Open those that the caller closed on nothing at all.

    Otherwise the next files opened would get their numbers: what is written to standard error would end up in
    the database.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest number that is free is the one that is missing.
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def tell(text: str) -> None:
    """Print a line on standard error, if that takes it: its reader may be gone, its disk full."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)
