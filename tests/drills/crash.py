"""Crashes a server before every single system call by which it writes, and asks for all that it promised.

``python -m tests.drills.crash`` does it for a request to store on both databases and an erasure on SQLite:
strace kills the server as it makes its n-th call of a name, for n from 1 until the request is answered. It
counts the calls of each thread and each name by itself, and no call that it kills at is made. SQLite writes
its own files; towards PostgreSQL there is only a socket. Imports the oracle.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import httpx

from tests.drills.kill import UNLIMITED, Promises, broken, client_of, database, promised, send
from tests.support.serving import Served
from tests.support.waiting import PATIENCE

TO_FILES = ("pwrite64", "fdatasync", "write", "ftruncate", "fsync")
TO_A_SOCKET = ("sendto", "write")
CANARY = "canary-7c1e93b2"


class Scenario(Protocol):
    """What the server is doing when it dies, and what must hold afterwards; each client is a new one."""

    async def prepare(self, client: httpx.AsyncClient, /) -> None: ...

    async def act(self, client: httpx.AsyncClient) -> None: ...

    async def judge(self, client: httpx.AsyncClient) -> list[str]: ...


class Storing:
    """A request to store: there once if it was answered, at most once and whole if it was not."""

    def __init__(self) -> None:
        self._number = 0
        self._promises = Promises()

    async def prepare(self, client: httpx.AsyncClient) -> None:
        self._number += 1
        self._promises = Promises()
        # An erasure folds SQLite's log, and the write after it begins a new one: that is to be crashed too.
        folded = await send(client, f"folded-{self._number}")
        await client.delete(folded.headers["location"])

    async def act(self, client: httpx.AsyncClient) -> None:
        answer = await promised(client, f"crash-{self._number}", self._promises)
        assert answer.status_code == 201, answer.text

    async def judge(self, client: httpx.AsyncClient) -> list[str]:
        return await broken(client, self._promises)


class Erasing:
    """An erasure: whole or gone, gone if it was answered, and in no file once it was asked for again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    async def prepare(self, client: httpx.AsyncClient) -> None:
        self._number += 1
        self._canary = f"{CANARY}-{self._number}"
        answer = await send(client, f"erased-{self._number}", self._canary)
        assert answer.status_code == 201, answer.text
        self._path, self._body, self._answered = answer.headers["location"], answer.content, False
        # Else nothing that follows could tell that it is gone.
        assert self._files_with_canary()

    async def act(self, client: httpx.AsyncClient) -> None:
        answer = await client.delete(self._path)
        assert answer.status_code == 204, answer.text
        self._answered = True

    async def judge(self, client: httpx.AsyncClient) -> list[str]:
        found = []
        read = await client.get(self._path)
        whole, gone = (read.status_code, read.content) == (200, self._body), read.status_code == 404
        if not (gone or (whole and not self._answered)):
            found.append(f"it reads {read.status_code}, {whole=}, erasure answered: {self._answered}")
        again = (await client.delete(self._path)).status_code
        if again != (404 if gone else 204):
            found.append(f"erasing again is {again}, after reading {read.status_code}")
        if (last := (await client.get(self._path)).status_code) != 404:
            found.append(f"erased twice, it reads {last}")
        if files := self._files_with_canary():
            found.append(f"erased twice, it is still in {files}")
        late = await send(client, f"erased-{self._number}", self._canary)
        if late.status_code != 409:
            found.append(f"erased twice, the request that made it is answered {late.status_code}")
        return found

    def _files_with_canary(self) -> list[str]:
        canary = self._canary.encode()
        return [path.name for path in self._folder.iterdir() if canary in path.read_bytes()]


def why_absent() -> str | None:
    """Why no server can be crashed here, or None."""
    if shutil.which("strace") is None:
        return "strace is not here."
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        try:
            with struck(sleeper.pid, "write", 1):
                return None
        except RuntimeError as error:
            return str(error)
        finally:
            sleeper.kill()


@contextmanager
def struck(process: int, call: str, number: int) -> Iterator[None]:
    """While this lasts, a process dies as one of its threads makes a call for so many times."""
    injected = f"inject={call}:signal=SIGKILL:when={number}"
    command = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", injected, "-p", str(process)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        try:
            if "attached" not in (line := strace.stderr.readline()):
                raise RuntimeError(f"strace cannot trace here: {line}")
            yield
        finally:
            strace.terminate()


async def strike(served: Served, scenario: Scenario, call: str, number: int) -> bool:
    """Have the server die in the middle of the scenario; tell whether it answered all the same."""
    async with client_of(served) as client:
        await scenario.prepare(client)
    async with client_of(served) as client:
        with struck(served.process.pid, call, number):
            try:
                await scenario.act(client)
            except httpx.TransportError:
                served.process.wait(PATIENCE)
                return False
    return True


async def judged(served: Served, scenario: Scenario) -> list[str]:
    async with client_of(served) as client:
        return await scenario.judge(client)


def sweep(
    folder: Path, scenario: Scenario, call: str, environ: dict[str, str], step: int = 1
) -> tuple[list[str], int]:
    """Crash at every ``step``-th call of this name; return what was broken, and how many crashes it took."""
    found: list[str] = []
    crashes = 0
    served = _ready(folder, environ)
    try:
        for number in count(1, step):
            answered = asyncio.run(strike(served, scenario, call, number))
            try:
                sentences = asyncio.run(judged(served, scenario))
            except httpx.TransportError:
                # It died in the middle of the scenario, or just after it answered.
                served.process.wait(PATIENCE)
                crashes += 1
                served = _ready(folder, environ)
                sentences = asyncio.run(judged(served, scenario))
            found += [f"{call}, number {number}: {sentence}" for sentence in sentences]
            if answered:
                break
    finally:
        served.kill()
    return found, crashes


def _ready(folder: Path, environ: dict[str, str]) -> Served:
    served = Served(folder, UNLIMITED | environ)
    served.wait()
    return served


def scenario_of(name: str, folder: Path) -> Scenario:
    return Storing() if name == "storing" else Erasing(folder)


def main() -> int:
    everything: list[str] = []
    for name, kind, calls in (
        ("storing", "sqlite", TO_FILES),
        ("erasing", "sqlite", TO_FILES),
        ("storing", "postgres", TO_A_SOCKET),
    ):
        for call in calls:
            with tempfile.TemporaryDirectory() as folder, database(kind) as environ:
                scenario = scenario_of(name, Path(folder))
                found, crashes = sweep(Path(folder), scenario, call, environ)
            print(f"{name} on {kind}: {crashes} crashes at {call}; {len(found)} promises broken", flush=True)
            everything += found
    print(*everything, sep="\n")
    return 1 if everything else 0


if __name__ == "__main__":
    sys.exit(why_absent() or main())
