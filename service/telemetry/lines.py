"""Lines written by a thread of their own: whoever hands one over never waits for them and never fails.

Standard error may be a pipe that nobody reads, or a file on a full disk. What cannot be written is dropped
and counted, and a line says how many were once it flows again. Imports nothing of Palier.
"""

import os
import select
import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Self

STANDARD_ERROR = 2
_MOST_WAITING = 8192
_MOST_AT_ONCE = 1024
_FLUSH_SECONDS = 1.0
# Lines are gathered for so long: to be woken by each would take a fifth of the time of a request.
_GATHER_SECONDS = 0.02


class LineWriter:
    """Writes lines to a file descriptor, in their order, from a daemon thread that the first line starts.

    ``most_waiting`` lines may wait; ``describe_loss`` makes the line that says how many were dropped. The
    descriptor is written to directly: Python's own stream would block the end of the process on its lock.
    """

    def __init__(
        self, descriptor: int, describe_loss: Callable[[int], str], most_waiting: int = _MOST_WAITING
    ) -> None:
        self._descriptor = descriptor
        self._describe_loss = describe_loss
        self._most_waiting = most_waiting
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._is_closed = False
        self._dropped = 0
        self._reported = 0
        # Whether the last thing written is the beginning of a line.
        self._is_torn = False

    def put(self, line: str) -> None:
        """Have this line written, without its end; drop it if too many wait. Callable from any thread."""
        if self._is_closed or self._waiting.qsize() >= self._most_waiting:
            self._drop(1)
            return
        self._waiting.put(line.encode(errors="backslashreplace") + b"\n")
        if self._thread is None:
            self._start()

    def dropped(self) -> int:
        """Return how many lines were dropped since the start."""
        return self._dropped

    def close(self, seconds: float = _FLUSH_SECONDS) -> None:
        """Take no more lines; return once those that wait are written, or after so many seconds."""
        self._is_closed = True
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(seconds)

    def __enter__(self) -> Self:
        """Return the writer, which is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="palier-log", daemon=True)
                self._thread.start()

    def _drop(self, lines: int) -> None:
        with self._lock:
            self._dropped += lines

    def _run(self) -> None:
        is_last = False
        while not is_last and (first := self._waiting.get()) is not None:
            lines, is_last = self._gather(first)
            torn = [b"\n"] if self._is_torn else []
            try:
                self._write(b"".join([*torn, *lines]))
            except OSError:
                # The disk may have room again, or the descriptor a reader: the next lines are tried.
                self._drop(len(lines))
            else:
                self._report_loss()

    def _report_loss(self) -> None:
        """Write how many lines were dropped since the last report, now that lines flow."""
        lost = self._dropped - self._reported
        if lost:
            with suppress(OSError):
                self._write(self._describe_loss(lost).encode() + b"\n")
                self._reported += lost

    def _gather(self, first: bytes) -> tuple[list[bytes], bool]:
        """Take what waits soon afterwards, up to a limit; also return whether to stop afterwards."""
        if not self._is_closed:
            time.sleep(_GATHER_SECONDS)
        lines = [first]
        while len(lines) < _MOST_AT_ONCE:
            try:
                line = self._waiting.get_nowait()
            except Empty:
                break
            if line is None:
                return lines, True
            lines.append(line)
        return lines, False

    def _write(self, data: bytes) -> None:
        while data:
            try:
                written = os.write(self._descriptor, data)
            except BlockingIOError:
                # Some other program made the pipe or terminal that it shares with this one non-blocking.
                poll = select.poll()
                poll.register(self._descriptor, select.POLLOUT)
                poll.poll()
                continue
            self._is_torn = data[:written][-1:] != b"\n"
            data = data[written:]
