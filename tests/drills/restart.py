"""Restarts PostgreSQL again and again under a server that is being written to and read from.

``python -m tests.drills.restart RESTARTS`` runs it, "fast" and "immediate" by turns. Meanwhile nobody gets
anything but the answer, or 503 with ``Retry-After``; afterwards nothing is lost or doubled. How long the
server takes to answer again once PostgreSQL does is printed, and may be two seconds. Imports the oracle.
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

WRITERS, READERS = 6, 4
SLOWEST_RETURN = 2.0
WRITTEN, READ, REFUSED = 201, 200, 503


class Seen(Struct, frozen=True):
    """One answer: when it was asked for, when it came, and its status."""

    asked: float
    came: float
    status: int


class Load:
    """Writers and readers, until they are told that it is over; what they saw, and what must not be seen."""

    def __init__(self, served: Served) -> None:
        self.promises = Promises()
        self.seen: list[Seen] = []
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

    async def _work(self) -> None:
        async with client_of(self._served) as client:
            writers = (self._write(client, f"writer-{number}", number % 2 == 0) for number in range(WRITERS))
            await asyncio.gather(*writers, *(self._read(client) for _ in range(READERS)))

    async def _write(self, client: httpx.AsyncClient, name: str, patient: bool) -> None:
        """Write on; who is patient sends what was refused again, who is not leaves it for the judge."""
        number = 0
        while not self.over.is_set():
            answer = await self._noted(promised(client, f"{name}-{number}", self.promises), WRITTEN)
            number += answer is not None or not patient
            await asyncio.sleep(0.02 if answer is not None else 0.1)

    async def _read(self, client: httpx.AsyncClient) -> None:
        while not self.over.is_set():
            await asyncio.sleep(0.02)
            if not self.promises.answered:
                continue
            key, body = random.choice(list(self.promises.answered.items()))
            answer = await self._noted(client.get(f"/v1/assessments/{json.loads(body)['id']}"), READ)
            if answer is not None and answer.content != body:
                self.wrong.append(f"{key} was answered, and reads otherwise: {answer.text[:200]}")

    async def _noted(self, asking: Awaitable[httpx.Response], wanted: int) -> httpx.Response | None:
        """The answer if it is the one that is wanted; None for a refusal, and for what must not be."""
        asked = time.monotonic()
        try:
            answer = await asking
        except httpx.TransportError as error:
            self.wrong.append(f"no answer came: {error!r}")
            return None
        self.seen.append(Seen(asked, time.monotonic(), answer.status_code))
        if answer.status_code == wanted:
            return answer
        if answer.status_code != REFUSED or "retry-after" not in answer.headers:
            self.wrong.append(f"{answer.status_code} came, not {wanted}: {answer.text[:200]}")
        return None


def run(folder: Path, server: Postgres, restarts: int, pause: float) -> tuple[list[str], dict[str, Any]]:
    """Restart the database so many times under load; return what was wrong, and figures of the run."""
    environ = {**UNLIMITED, "PALIER_DATABASE_URL": server.database()}
    periods: list[tuple[float, float]] = []
    with serving(folder, **environ) as served:
        with Load(served) as load:
            time.sleep(pause)
            for number in range(restarts):
                # From this thread: Linux takes the end of the one that started it for the end of all.
                server.restart("immediate" if number % 2 else "fast")
                up = time.monotonic()
                time.sleep(random.uniform(pause / 2, pause))
                periods.append((up, time.monotonic()))
        found = [*load.wrong, *asyncio.run(judge(served, load.promises))]
        sent = Counter({*load.promises.answered, *load.promises.open})
        found += asyncio.run(judge_all(served, sent))
    statuses = Counter(seen.status for seen in load.seen)
    slowest = max(back_after(load.seen, up, down) for up, down in periods)
    figures = {"statuses": dict(statuses), "unanswered": len(load.promises.open)}
    return found, {**figures, "slowest_return": round(slowest, 2)}


def back_after(seen: list[Seen], up: float, down: float) -> float:
    """How long after the database answered again both kinds were answered and nobody was refused any more.

    Where that did not come to be before the database went down again, as long as it had.
    """
    within = [each for each in seen if each.asked >= up and each.came < down]
    first = [
        min((each.came for each in within if each.status == kind), default=down) for kind in (WRITTEN, READ)
    ]
    return max([*first, *(each.came for each in within if each.status == REFUSED)]) - up


def main(restarts: int) -> int:
    with tempfile.TemporaryDirectory() as folder, postgres(durable=True) as server:
        found, figures = run(Path(folder), server, restarts, 4.0)
    print(f"{restarts} restarts: {figures}; {len(found)} promises broken", *found[:20], sep="\n")
    return 1 if found or figures["slowest_return"] > SLOWEST_RETURN else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
