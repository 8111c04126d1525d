"""File locks: one process writes to the embedded database at a time, and one server owns it.

SQLite up to 3.51.2 can lose a committed transaction when two connections write or checkpoint at the same
time in WAL mode, so no two ever do.
"""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType

from service.errors import InvalidSetting, Unavailable

_TIMEOUT_SECONDS = 2.0
_POLL_SECONDS = 0.005


class FileLock:
    """An exclusive lock between processes; the operating system releases it when its process ends."""

    def __init__(self, path: Path) -> None:
        """Open or create the lock file; raise ``OSError`` where that fails."""
        self._path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> None:
        """Acquire the lock; raise ``Unavailable`` after two seconds."""
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise Unavailable("lock_taken") from error
                time.sleep(_POLL_SECONDS)
            else:
                return

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def acquire_for_server(self) -> None:
        """Acquire the lock until ``close``; raise ``InvalidSetting`` if another server has it."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InvalidSetting("PALIER_DATA_DIR", "folder_in_use", folder=self._path.parent) from error

    def close(self) -> None:
        """Release the lock and close its file."""
        os.close(self._descriptor)
