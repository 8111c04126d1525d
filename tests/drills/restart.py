"""Restarts PostgreSQL again and again under a server that is being written to and read from.

``python -m tests.drills.restart RESTARTS`` runs it, "fast" and "immediate" by turns. Meanwhile every response
is the one wanted, or 503 with ``Retry-After``; afterwards nothing is lost or doubled. How long the server
takes to serve again once PostgreSQL does is printed, and may be two seconds. Imports the oracle.
"""

import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
from msgspec import Struct

from tests.drills.kill import UNLIMITED, Promises, client_of, judge, judge_all, promised
from tests.support.postgres import Postgres, postgres
from tests.support.serving import Served, serving
from tests.support.waiting import is_soon

WRITERS, READERS = 6, 4
SLOWEST_RETURN = 2.0
WRITTEN, READ, REFUSED = 201, 200, 503


class Exchange(Struct, frozen=True):
    """A request and the status of its response; times are of ``time.monotonic``."""

    sent: float
    received: float
    status: int


class Load:
    """Writers and readers at work; ``wrong`` says what no client may see."""

    def __init__(self, served: Served, readers: int = READERS) -> None:
        self._readers = readers
        self.promises = Promises()
        self.exchanges: list[Exchange] = []
        self.wrong: list[str] = []
        self.over = Event()
        self._served = served
        self._thread = Thread(target=lambda: asyncio.run(self._work()))

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self._thread.join()

    def wait_for(self, *statuses: int) -> None:
        """Return once each of these is the response to a request that was sent after this call."""
        start = time.monotonic()

        def received() -> set[int]:
            return {each.status for each in self.exchanges[:] if each.sent >= start}

        assert is_soon(lambda: received() >= {*statuses}), (statuses, received(), self.wrong[:5])

    async def _work(self) -> None:
        async with client_of(self._served) as client:
            writers = (self._write(client, f"writer-{number}", number % 2 == 0) for number in range(WRITERS))
            await asyncio.gather(*writers, *(self._read(client) for _ in range(self._readers)))

    async def _write(self, client: httpx.AsyncClient, name: str, patient: bool) -> None:
        """Write one after the other; what was refused a patient writer repeats, others leave to the judge."""
        number = 0
        while not self.over.is_set():
            sending = promised(client, f"{name}-{number}", self.promises)
            response = await self._expect(WRITTEN, sending)
            number += response is not None or not patient
            await asyncio.sleep(0.02 if response is not None else 0.1)

    async def _read(self, client: httpx.AsyncClient) -> None:
        while not self.over.is_set():
            await asyncio.sleep(0.02)
            if not self.promises.answered:
                continue
            key, body = random.choice(list(self.promises.answered.items()))
            reading = client.get(f"/v1/assessments/{json.loads(body)['id']}")
            response = await self._expect(READ, reading)
            if response is not None and response.content != body:
                self.wrong.append(f"{key} was answered, and reads otherwise: {response.text[:200]}")

    async def _expect(self, status: int, sending: Awaitable[httpx.Response]) -> httpx.Response | None:
        """The response if it has this status, None if it is a refusal; anything else is wrong."""
        sent = time.monotonic()
        try:
            response = await sending
        except httpx.TransportError as error:
            self.wrong.append(f"no response came: {error!r}")
            return None
        self.exchanges.append(Exchange(sent, time.monotonic(), response.status_code))
        if response.status_code == status:
            return response
        if response.status_code != REFUSED or "retry-after" not in response.headers:
            self.wrong.append(f"{response.status_code} came, not {status}: {response.text[:200]}")
        return None


def run(folder: Path, server: Postgres, restarts: int, pause: float) -> tuple[list[str], dict[str, Any]]:
    """Restart the database so many times under load, up to ``pause`` seconds after it serves again.

    Returns what was wrong, and figures of the run.
    """
    environ = {**UNLIMITED, "PALIER_DATABASE_URL": server.database()}
    periods: list[tuple[float, float]] = []
    with serving(folder, **environ) as served:
        with Load(served) as load:
            load.wait_for(WRITTEN, READ)
            for number in range(restarts):
                # From this thread: Linux takes the end of the one that started it for the end of all.
                server.stop("immediate" if number % 2 else "fast")
                load.wait_for(REFUSED)
                server.start()
                up = time.monotonic()
                load.wait_for(WRITTEN, READ)
                time.sleep(random.uniform(pause / 2, pause))
                periods.append((up, time.monotonic()))
        broken = [*load.wrong, *asyncio.run(judge(served, load.promises))]
        sent = Counter({*load.promises.answered, *load.promises.open})
        broken += asyncio.run(judge_all(served, sent))
    statuses = Counter(exchange.status for exchange in load.exchanges)
    slowest = max(seconds_to_return(load.exchanges, up, down) for up, down in periods)
    figures = {"statuses": dict(statuses), "unanswered": len(load.promises.open)}
    return broken, {**figures, "slowest_return": round(slowest, 2)}


def seconds_to_return(exchanges: list[Exchange], up: float, down: float) -> float:
    """Seconds from the start of the database until reads and writes were served and none was refused.

    Where that did not happen before the database stopped again, the whole time until then.
    """
    within = [each for each in exchanges if each.sent >= up and each.received < down]
    first = [
        min((each.received for each in within if each.status == status), default=down)
        for status in (WRITTEN, READ)
    ]
    return max([*first, *(each.received for each in within if each.status == REFUSED)]) - up


def main(restarts: int) -> int:
    with tempfile.TemporaryDirectory() as folder, postgres(durable=True) as server:
        broken, figures = run(Path(folder), server, restarts, 4.0)
    print(f"{restarts} restarts: {figures}; {len(broken)} promises broken", *broken[:20], sep="\n")
    return 1 if broken or figures["slowest_return"] > SLOWEST_RETURN else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
