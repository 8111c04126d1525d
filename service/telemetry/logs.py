"""The log: one JSON object per line, with nothing that identifies a person or an organisation.

Imports nothing of Palier.
"""

import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Protocol

from msgspec.json import Encoder

Clock = Callable[[], datetime]

_MOST_FRAMES = 12
_ENCODER = Encoder()


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def describe_loss(lines: int) -> str:
    """Return the line that says how many lines were dropped before it."""
    return _line(utc_now, "lines_dropped", {"lines": lines})


class Lines(Protocol):
    """Takes lines, without ever waiting or failing, and counts those that it had to drop."""

    def put(self, line: str) -> None:
        """Take a line, without its end."""

    def dropped(self) -> int:
        """Return how many lines were dropped since the start."""


class Log:
    """Words events as lines."""

    def __init__(self, lines: Lines, clock: Clock = utc_now) -> None:
        self._lines = lines
        self._clock = clock

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        """Write an access line. ``route`` is the path's template: the path itself may identify somebody."""
        self.event(
            "request",
            method=method,
            route=route,
            status=status,
            duration_ms=round(seconds * 1000, 2),
            request_id=request_id,
        )

    def unavailable(self, code: str, error: BaseException, request_id: str) -> None:
        """Write an expected failure, such as a database that is down: its code and the classes behind it."""
        self.event("unavailable", code=code, causes=_causes(error), request_id=request_id)

    def crash(self, error: BaseException, request_id: str = "") -> None:
        """Write an unexpected error: class, causes and stack, but no message, which may quote a profile."""
        self.event(
            "crash",
            error=type(error).__qualname__,
            causes=_causes(error),
            where=_where(error),
            request_id=request_id,
        )

    def third_party(self, logger: str, level: str, message: str, error: BaseException | None) -> None:
        """Write what a library has to say; ``message`` holds no values, which may quote a profile."""
        members: dict[str, object] = {"logger": logger, "level": level, "message": message}
        if error is not None:
            members |= {"error": type(error).__qualname__, "causes": _causes(error), "where": _where(error)}
        self.event("library", **members)

    def untrusted_proxy(self, peer: str) -> None:
        """Write that ``X-Forwarded-For`` came from a peer that is not trusted, and which setting tells.

        The peer's address is left out where it may be a person's.
        """
        address = ip_address(peer)
        where = {"peer": peer} if address.is_private else {}
        self.event("untrusted_proxy", setting="PALIER_TRUSTED_PROXIES", **where)

    def event(self, name: str, **members: object) -> None:
        """Write an event with these members."""
        self._lines.put(_line(self._clock, name, members))

    def dropped(self) -> int:
        """Return how many lines were dropped since the start."""
        return self._lines.dropped()


def _line(clock: Clock, event: str, members: dict[str, object]) -> str:
    time = clock().isoformat(timespec="milliseconds")
    return _ENCODER.encode({"time": time, "event": event, **members}).decode()


def _where(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-_MOST_FRAMES:]]


def _causes(error: BaseException) -> list[str]:
    """The classes of an error's explicit causes; for a database error, the driver's is among them."""
    return [type(cause).__qualname__ for cause in _chain(error)]


def _chain(error: BaseException) -> Iterator[BaseException]:
    while error.__cause__ is not None:
        error = error.__cause__
        yield error
