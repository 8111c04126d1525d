"""Requests that a client sends ahead of the responses: how many are read, and when each begins.

Imports uvicorn.
"""

import asyncio
import select
from collections import deque
from collections.abc import Callable
from weakref import WeakKeyDictionary

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.server import ServerState


class HeldFlow(FlowControl):
    """Flow control that reads nothing more while ``is_held``, whoever wants to read on."""

    is_held = False

    def resume_reading(self) -> None:
        """Read on, unless held."""
        if not self.is_held:
            super().resume_reading()

    def hold(self, *, on: bool) -> None:
        """Stop reading, or read on."""
        self.is_held = on
        if on:
            self.pause_reading()
        else:
            self.resume_reading()


class Turns:
    """Starts one pipelined request in each round of the event loop, from whichever connection it came.

    In between, the loop handles everything else that is due: thousands of pipelined requests delay any other
    by one of them, not by all.
    """

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()

    def take(self, start: Callable[[], None]) -> None:
        """Have ``start`` called in its turn."""
        self._waiting.append(start)
        if len(self._waiting) == 1:
            asyncio.get_running_loop().call_soon(self._next)

    def _next(self) -> None:
        self._waiting.popleft()()
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._next)


_TURNS: WeakKeyDictionary[ServerState, Turns] = WeakKeyDictionary()


def turns_of(server: ServerState) -> Turns:
    """Return the turns that all connections of a server share."""
    return _TURNS.setdefault(server, Turns())


def has_unread(transport: asyncio.Transport) -> bool:
    """Return whether the kernel holds bytes of this connection that were not read yet."""
    poll = select.poll()
    poll.register(transport.get_extra_info("socket"), select.POLLIN)
    return bool(poll.poll(0))
