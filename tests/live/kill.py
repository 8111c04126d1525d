"""Kills a server again and again in the middle of its work, and asks afterwards for all that it promised.

``python -m tests.live.kill CYCLES`` runs it; with ``careless`` behind, the server answers before it commits,
and the same questions must find out. The oracle: what was answered with 201 is there exactly once, with the
same body; what was not answered is there at most once, and sending it again brings it back. How long the
server takes to be ready again is printed, and meant to stay within three seconds.
"""

import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from service.api.examples import PROFILE
from tests.serving import COMMAND, Served

WRITERS = 8
CARELESS = [sys.executable, "-m", "tests.live.careless"]


class Promises:
    """What was sent in one life of the server, by its idempotency key: the body answered, or None."""

    def __init__(self) -> None:
        self.answered: dict[str, bytes] = {}
        self.open: set[str] = set()


def body_for(key: str) -> bytes:
    return json.dumps({**PROFILE, "organisation": {**PROFILE["organisation"], "reference": key}}).encode()


async def write(client: httpx.AsyncClient, name: str, promises: Promises) -> None:
    """Send assessments, one after the other, until the server is gone."""
    number = 0
    while True:
        number += 1
        key = f"{name}-{number}"
        promises.open.add(key)
        try:
            answer = await send(client, key)
        except httpx.TransportError:
            return
        assert answer.status_code == 201, answer.text
        promises.answered[key] = answer.content
        promises.open.discard(key)


async def send(client: httpx.AsyncClient, key: str) -> httpx.Response:
    headers = {"idempotency-key": key, "content-type": "application/json"}
    return await client.post("/v1/assessments", content=body_for(key), headers=headers)


async def broken(client: httpx.AsyncClient, promises: Promises) -> list[str]:
    """Every promise that the server does not keep, as a sentence."""
    found = []
    for key, body in promises.answered.items():
        answer = await client.get(f"/v1/assessments/{json.loads(body)['id']}")
        if answer.status_code != 200 or answer.content != body:
            found.append(f"{key} was answered and reads {answer.status_code} afterwards")
        elif await count(client, key) != 1:
            found.append(f"{key} was answered and is there {await count(client, key)} times")
    for key in promises.open:
        before = await count(client, key)
        again = await send(client, key)
        if again.status_code != 201 or before > 1 or await count(client, key) != 1:
            found.append(f"{key} was not answered, was there {before} times, and retries {again.status_code}")
    return found


async def count(client: httpx.AsyncClient, key: str) -> int:
    return len((await client.get("/v1/assessments", params={"reference": key})).json()["items"])


async def live_and_die(served: Served, promises: Promises, name: str) -> None:
    """Let the writers work for a moment, then kill the server's whole process group."""
    async with client_of(served) as client:
        writers = [
            asyncio.create_task(write(client, f"{name}-{writer}", promises)) for writer in range(WRITERS)
        ]
        await asyncio.sleep(random.uniform(0.1, 0.6))
        os.killpg(served.process.pid, signal.SIGKILL)
        served.process.wait()
        await asyncio.gather(*writers)


async def judge(served: Served, promises: Promises) -> list[str]:
    async with client_of(served) as client:
        return await broken(client, promises)


def client_of(served: Served) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {served.key}"}
    return httpx.AsyncClient(base_url=served.url, headers=headers, timeout=30)


def run(folder: Path, cycles: int, command: list[str] = COMMAND) -> tuple[list[str], dict[str, Any]]:
    """Live and die so many times; return the promises broken, and figures of the run."""
    found: list[str] = []
    answered, unanswered, slowest = 0, 0, 0.0
    for cycle in range(cycles):
        promises = Promises()
        served = Served(folder, command, PALIER_RATE="10000000")
        served.wait()
        asyncio.run(live_and_die(served, promises, str(cycle)))
        started = time.monotonic()
        again = Served(folder, PALIER_RATE="10000000")
        try:
            again.wait()
            slowest = max(slowest, time.monotonic() - started)
            found += asyncio.run(judge(again, promises))
        finally:
            assert again.stop() == 0
        answered, unanswered = answered + len(promises.answered), unanswered + len(promises.open)
    return found, {"answered": answered, "unanswered": unanswered, "slowest_start": round(slowest, 2)}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        careless = sys.argv[2:] == ["careless"]
        broken_promises, figures = run(Path(name), int(sys.argv[1]), CARELESS if careless else COMMAND)
    print(
        f"{sys.argv[1]} lives: {figures}; {len(broken_promises)} promises broken",
        *broken_promises[:20],
        sep="\n",
    )
    sys.exit(1 if broken_promises else 0)
