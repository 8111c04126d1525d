"""Turns on the event loop: one request's work at a time, tenants in rotation.

A request computes for about a millisecond without giving way. Where a hundred requests of one tenant have
arrived, the event loop alone would answer all of them before anybody else's. Here each waits for its turn,
and between two turns the loop reads what has arrived meanwhile.

A turn is not held and not given back: whoever has it works until the next ``await`` that waits, and takes
another turn to go on after that.
"""

import asyncio

from service.application.fairness.payer import PAYER
from service.application.fairness.rotation import Rotation


class Turns:
    """The turns of one event loop. ``number`` is that of the turn that was taken last."""

    def __init__(self) -> None:
        self.number = 0
        self._waiting: Rotation[asyncio.Future[None]] = Rotation()
        self._is_taken = False

    async def take(self) -> int:
        """Wait for a turn of the current payer and return its number; at once if nobody is at work."""
        loop = asyncio.get_running_loop()
        if not self._is_taken:
            self._begin(loop)
            return self.number
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.add(PAYER.get(), turn)
        await turn
        return self.number

    def waiting(self) -> int:
        """Return how many turns the current payer waits for."""
        return self._waiting.count(PAYER.get())

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_taken = True
        self.number += 1
        # The loop reads from its sockets before it calls this: whoever has arrived by then takes part.
        loop.call_soon(self._end, loop)

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        while (waiting := self._waiting.next()) is not None:
            if not waiting.item.done():
                # Schedules the next step of the task that waits, and the end of its turn behind it.
                waiting.item.set_result(None)
                self._begin(loop)
                return
        self._is_taken = False
