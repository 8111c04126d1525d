"""Whether this process should get requests: it can store, and is not about to end. Imports the error tree."""

import asyncio
from collections.abc import Awaitable, Callable

from service.errors import Unavailable

_ANSWER_SECONDS = 3.0
# Anybody may ask, as often as they like: the store is asked once in this time.
_GOOD_SECONDS = 2.0
_BAD_SECONDS = 0.5


class Readiness:
    """Asks the store now and then, with one question for all who ask meanwhile.

    ``probe`` returns once something was written and is durable, and raises ``Unavailable`` otherwise;
    ``clock`` returns monotonic seconds.
    """

    def __init__(self, probe: Callable[[], Awaitable[None]], clock: Callable[[], float]) -> None:
        self._probe = probe
        self._clock = clock
        self._is_parting = False
        self._asking: asyncio.Task[Unavailable | None] | None = None
        self._outcome: Unavailable | None = None
        self._outcome_until = clock()

    def part(self) -> None:
        """This process is about to end: from now on it is not ready."""
        self._is_parting = True

    async def check(self) -> None:
        """Return if this process is ready; raise ``Unavailable`` if it is not, or if the store is silent."""
        if self._is_parting:
            raise Unavailable("parting")
        outcome = self._outcome
        if self._clock() >= self._outcome_until:
            if self._asking is None:
                self._asking = asyncio.create_task(self._ask())
            # Shielded: one who stops waiting takes the answer from nobody else.
            outcome = await asyncio.shield(self._asking)
        if outcome is not None:
            # Raised many times, it would gather all their frames.
            raise outcome.with_traceback(None)

    async def _ask(self) -> Unavailable | None:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await self._probe()
        except TimeoutError:
            self._outcome = Unavailable("store_silent")
        except Unavailable as error:
            self._outcome = error
        else:
            self._outcome = None
        finally:
            self._asking = None
        self._outcome_until = self._clock() + (_BAD_SECONDS if self._outcome else _GOOD_SECONDS)
        return self._outcome
