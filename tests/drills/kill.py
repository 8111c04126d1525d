"""Kills a server again and again in the middle of its work, and asks afterwards for all that it promised.

``python -m tests.drills.kill CYCLES sqlite|postgres`` runs it; with ``careless`` behind, the server answers
before it commits, and the same questions must find out. The oracle: what was answered with 201 is there
exactly once, with the same body; what was not answered is there at most once and whole, and sending it again
brings it back. The server that is judged is the next victim. How long it takes to be ready again is printed,
and may be three seconds. The other modules of this folder ask the same questions. Imports no part of the
service but its example.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from service.api.examples import PROFILE
from tests.support.postgres import postgres
from tests.support.serving import Served
from tests.support.waiting import PATIENCE

WRITERS, LANES = 8, 8
# A life in which less was answered would show little.
FEWEST = 21
SLOWEST_START = 3.0
CARELESS = [sys.executable, "-m", "tests.drills.early_ack"]
# Limits are tested elsewhere: here they would hide what lies behind them.
UNLIMITED = {"PALIER_RATE": "10000000"}
KINDS = ("sqlite", "postgres")


class Promises:
    """What was sent, by its idempotency key: the bodies answered, and the keys without an answer."""

    def __init__(self) -> None:
        self.answered: dict[str, bytes] = {}
        self.open: set[str] = set()


def body_for(reference: str) -> bytes:
    return json.dumps(
        {**PROFILE, "organisation": {**PROFILE["organisation"], "reference": reference}}
    ).encode()


async def send(client: httpx.AsyncClient, key: str, reference: str | None = None) -> httpx.Response:
    headers = {"idempotency-key": key, "content-type": "application/json"}
    return await client.post("/v1/assessments", content=body_for(reference or key), headers=headers)


async def promised(client: httpx.AsyncClient, key: str, promises: Promises) -> httpx.Response:
    """Send an assessment, and remember what it was answered."""
    promises.open.add(key)
    answer = await send(client, key)
    if answer.status_code == 201:
        promises.answered[key] = answer.content
        promises.open.discard(key)
    return answer


async def write(client: httpx.AsyncClient, name: str, promises: Promises) -> None:
    """Send assessments, one after the other, until the server is gone."""
    number = 0
    while True:
        number += 1
        try:
            answer = await promised(client, f"{name}-{number}", promises)
        except httpx.TransportError:
            return
        assert answer.status_code == 201, answer.text


async def broken(client: httpx.AsyncClient, promises: Promises) -> list[str]:
    """Every promise that the server does not keep, as a sentence."""
    asked = [_answered(client, key, body) for key, body in promises.answered.items()]
    asked += [_unanswered(client, key) for key in promises.open]
    lanes = asyncio.Semaphore(LANES)

    async def one(asking: Awaitable[str | None]) -> str | None:
        # The client's time grows with the square of what waits for a connection.
        async with lanes:
            return await asking

    return [sentence for sentence in await asyncio.gather(*map(one, asked)) if sentence]


async def _answered(client: httpx.AsyncClient, key: str, body: bytes) -> str | None:
    identity = json.loads(body)["id"]
    answer = await client.get(f"/v1/assessments/{identity}")
    if answer.status_code != 200 or answer.content != body:
        return f"{key} was answered and reads {answer.status_code} afterwards"
    if (found := await listed(client, key)) != [identity]:
        return f"{key} was answered and is there {len(found)} times"
    again = await send(client, key)
    if again.status_code != 201 or again.content != body:
        return f"{key} was answered, and another answer is given when it is sent again ({again.status_code})"
    return None


async def _unanswered(client: httpx.AsyncClient, key: str) -> str | None:
    before = await listed(client, key)
    again = await send(client, key)
    if again.status_code != 201:
        return f"{key} was not answered, was there {len(before)} times, and retries {again.status_code}"
    identity = again.json()["id"]
    after = await listed(client, key)
    if after != [identity] or (before and before != after):
        return f"{key} was not answered, was there as {before} and is there as {after} once sent again"
    if (await client.get(f"/v1/assessments/{identity}")).content != again.content:
        return f"{key} was not answered, and does not read as it was answered when sent again"
    return None


async def listed(client: httpx.AsyncClient, reference: str) -> list[str]:
    """The ids under which a reference is there."""
    page = await client.get("/v1/assessments", params={"reference": reference})
    return [item["id"] for item in page.json()["items"]]


async def everything(client: httpx.AsyncClient) -> Counter[str]:
    """How many times each reference is there, counted over all the pages of the list."""
    found: Counter[str] = Counter()
    wanted: dict[str, str] = {"limit": "100"}
    while True:
        page = (await client.get("/v1/assessments", params=wanted)).json()
        found.update(item["reference"] for item in page["items"])
        if page["next_cursor"] is None:
            return found
        wanted["cursor"] = page["next_cursor"]


async def live_and_die(served: Served, name: str) -> Promises:
    """Let the writers work for a moment, then kill the server's whole process group."""
    promises = Promises()
    async with client_of(served) as client:
        writers = [
            asyncio.create_task(write(client, f"{name}-{writer}", promises)) for writer in range(WRITERS)
        ]
        async with asyncio.timeout(PATIENCE):
            while len(promises.answered) < FEWEST:
                await asyncio.sleep(0.01)
        await asyncio.sleep(random.uniform(0.0, 0.1))
        os.killpg(served.process.pid, signal.SIGKILL)
        served.process.wait()
        await asyncio.gather(*writers)
    return promises


async def judge(served: Served, promises: Promises) -> list[str]:
    async with client_of(served) as client:
        return await broken(client, promises)


async def judge_all(served: Served, sent: Counter[str]) -> list[str]:
    """Whether everything ever sent and judged is there once, and nothing else."""
    async with client_of(served) as client:
        found = await everything(client)
    return [
        f"{key} is there {found[key]} times at the end" for key in {*sent, *found} if found[key] != sent[key]
    ]


def client_of(served: Served) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=served.url,
        headers={"authorization": f"Bearer {served.key}"},
        timeout=PATIENCE,
    )


def run(
    folder: Path, cycles: int, environ: dict[str, str], command: list[str] | None = None
) -> tuple[list[str], dict[str, Any]]:
    """Live and die so many times; return the promises broken, and figures of the run."""
    found: list[str] = []
    starts: list[float] = []
    lives: list[Promises] = [Promises()]
    for cycle in range(cycles + 1):
        started = time.monotonic()
        served = Served(folder, UNLIMITED | environ, command)
        try:
            served.wait()
            starts.append(time.monotonic() - started)
            found += asyncio.run(judge(served, lives[-1]))
            if cycle < cycles:
                lives.append(asyncio.run(live_and_die(served, str(cycle))))
            else:
                sent = Counter(key for life in lives for key in {*life.answered, *life.open})
                found += asyncio.run(judge_all(served, sent))
        finally:
            served.kill()
    return found, {
        "answered": sum(len(life.answered) for life in lives),
        "unanswered": sum(len(life.open) for life in lives),
        "slowest_start": round(max(starts[1:]), 2),
    }


@contextmanager
def database(kind: str) -> Iterator[dict[str, str]]:
    """The settings that name a new database of this kind."""
    if kind == "sqlite":
        yield {}
        return
    with postgres() as server:
        yield {"PALIER_DATABASE_URL": server.database()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills.kill")
    parser.add_argument("cycles", type=int)
    parser.add_argument("database", choices=KINDS, nargs="?", default="sqlite")
    parser.add_argument("careless", choices=["careless"], nargs="?")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(options.database) as environ:
        command = CARELESS if options.careless else None
        found, figures = run(Path(folder), options.cycles, environ, command)
    print(f"{options.cycles} lives on {options.database}: {figures}; {len(found)} promises broken")
    print(*found[:20], sep="\n")
    return 1 if found or figures["slowest_start"] > SLOWEST_START else 0


if __name__ == "__main__":
    sys.exit(main())
