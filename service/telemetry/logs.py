"""The log: one JSON object per line, with nothing that identifies a person or an organisation.

Imports nothing of Palier.
"""

import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TextIO

from msgspec.json import Encoder

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the chain of explicit causes of an error; for a database error, the driver's is among them."""
    while error.__cause__ is not None:
        error = error.__cause__
        yield error


class Log:
    """Writes log lines to a stream and flushes each."""

    def __init__(self, stream: TextIO, clock: Clock = utc_now) -> None:
        self._stream = stream
        self._clock = clock
        self._encoder = Encoder()

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        """Write an access line. ``route`` is the path's template: the path itself may identify somebody."""
        self._write(
            event="request",
            method=method,
            route=route,
            status=status,
            duration_ms=round(seconds * 1000, 2),
            request_id=request_id,
        )

    def crash(self, error: BaseException, request_id: str) -> None:
        """Write an unexpected error: class, causes and stack, but no message, which may quote a profile."""
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
        causes = [type(cause).__qualname__ for cause in _causes(error)]
        self._write(
            event="crash",
            error=type(error).__qualname__,
            causes=causes,
            where=where,
            request_id=request_id,
        )

    def _write(self, **members: object) -> None:
        line = self._encoder.encode({"time": self._clock().isoformat(timespec="milliseconds"), **members})
        self._stream.write(line.decode() + "\n")
        self._stream.flush()
