"""Lock files: who may write to the embedded database, and that one server process owns it.

SQLite up to 3.51.2 can lose a committed transaction when two connections write or checkpoint at the same
time in WAL mode, so nothing here ever lets them.
"""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType

from service.errors import InvalidSetting, Unavailable

_PATIENCE_SECONDS = 2.0
_PAUSE_SECONDS = 0.005


class FileLock:
    """An exclusive lock on a file, held between processes; the system lets go of it when a process ends."""

    def __init__(self, path: Path) -> None:
        """Open the file; raise ``OSError`` where it cannot be made."""
        self._path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> None:
        """Take the lock; raise ``Unavailable`` when somebody keeps it for longer than a moment."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise Unavailable("another process keeps the lock") from error
                time.sleep(_PAUSE_SECONDS)
            else:
                return

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_UN)

    def claim(self) -> None:
        """Take the lock for good; raise ``InvalidSetting`` when another process has it."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InvalidSetting(
                "PALIER_DATA_DIR",
                f"another server uses {self._path.parent}",
                "Stop it, or give this one a folder of its own.",
            ) from error

    def close(self) -> None:
        """Let go of the lock and of the file."""
        os.close(self._handle)
