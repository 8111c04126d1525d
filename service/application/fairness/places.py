"""Places at something that all tenants share, such as the one writer: each tenant has so many at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from service.application.fairness.payer import PAYER
from service.errors import Unavailable

# Longer than a read may take: what waits here is behind other writes of its own tenant alone.
_SECONDS = 15.0


class Places:
    """``number`` places for each payer; a request without one waits for ``seconds`` at most."""

    def __init__(self, number: int, seconds: float = _SECONDS) -> None:
        self._number = number
        self._seconds = seconds
        # An entry lives for as long as somebody has, or waits for, one of its places.
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Have one of the current payer's places; raise ``Unavailable`` if none gets free in time."""
        places = self._places.setdefault(PAYER.get(), asyncio.Semaphore(self._number))
        try:
            async with asyncio.timeout(self._seconds):
                await places.acquire()
        except TimeoutError as error:
            raise Unavailable("writer_full") from error
        try:
            yield
        finally:
            places.release()
