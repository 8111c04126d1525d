"""Keeps a server busy with thousands of slow and idle sockets, and asks beside them as anybody would.

``python -m tests.drills.sockets SOCKETS SECONDS`` runs it. A third send their head a byte a second, a third
their body with a valid key, a third never reads what it asked for; whoever is let go comes again at once.
Printed are the times of the legitimate requests and the server's memory before, meanwhile and afterwards:
the last hundredth may take 250 ms, and the memory may grow by 100 MB. Linux alone tells the memory of a
process.
"""

import asyncio
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.drills.kill import UNLIMITED, body_for
from tests.support.serving import Served, serving

SLOWEST_HUNDREDTH = 0.250
MOST_GROWTH = 100.0
# As many requests as fit into what the server reads at once; it lets a hundred wait for their turn.
PIPELINED = 100
SETTLING = 35.0


class Timed(NamedTuple):
    """How long a legitimate request took, and its status."""

    seconds: float
    status: int


def attack(url: str, key: str, sockets: int) -> None:
    """Keep so many sockets busy, in a process of its own, until standard input ends.

    Prints a line once all of them have been connected, and at the end how many connections it took.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    place = urlsplit(url)
    print(asyncio.run(_attack((place.hostname or "", place.port or 0), key, sockets)))


async def _attack(address: tuple[str, int], key: str, sockets: int) -> int:
    head = f"Host: x\r\nAuthorization: Bearer {key}\r\n"
    firsts = (
        b"GET /livez HTTP/1.1\r\nHost: x\r\nX: ",
        f"POST /v1/assessments HTTP/1.1\r\n{head}Content-Type: application/json\r\n"
        'Content-Length: 9000\r\n\r\n{"'.encode(),
        f"GET /openapi.json HTTP/1.1\r\n{head}\r\n".encode() * PIPELINED,
    )
    opened = 0

    async def torment(first: bytes) -> None:
        nonlocal opened
        while True:
            with suppress(OSError), socket.socket() as connection:
                connection.setblocking(False)
                # A small buffer here, so that unread responses fill the server's.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                await loop.sock_connect(connection, address)
                opened += 1
                if opened == sockets:
                    print("all sockets are connected", flush=True)
                await loop.sock_sendall(connection, first)
                while True:
                    await asyncio.sleep(1)
                    await loop.sock_sendall(connection, b"a")

    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(torment(firsts[number % 3])) for number in range(sockets)]
    await loop.run_in_executor(None, sys.stdin.read)
    for task in tasks:
        task.cancel()
    return opened


def ask(served: Served, is_over: Callable[[int], bool], peak: list[float]) -> list[Timed]:
    """Preview and store by turns on a kept connection, until so many requests or so much time is enough."""
    timed: list[Timed] = []
    with served.client(content_type="application/json") as client:
        while not is_over(len(timed)):
            path = "/v1/assessments" if len(timed) % 2 else "/v1/assessments/preview"
            start = time.perf_counter()
            response = client.post(path, content=body_for("legitimate"))
            timed.append(Timed(time.perf_counter() - start, response.status_code))
            peak[0] = max(peak[0], megabytes(served.process.pid))
            time.sleep(0.005)
    return timed


def megabytes(process: int) -> float:
    """The memory of a process that is resident now."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def after(seconds: float, requests: int = 2) -> Callable[[int], bool]:
    """Whether so much time has passed since this call, and so many requests were made."""
    end = time.monotonic() + seconds
    return lambda number: number >= requests and time.monotonic() >= end


def run(
    folder: Path, sockets: int, seconds: float, requests: int = 2, settling: float = 0.0
) -> tuple[set[int], dict[str, Any]]:
    """Attack for so long and so many requests, then wait for calm; return the statuses met, and figures."""
    with serving(folder, **UNLIMITED) as served:
        calm = ask(served, after(min(seconds / 2, 10), requests), [0.0])
        before, peak = megabytes(served.process.pid), [0.0]
        options = ["-m", "tests.drills.sockets", "attack", served.url, served.key, str(sockets)]
        with subprocess.Popen([sys.executable, *options], stdin=PIPE, stdout=PIPE, text=True) as attacker:
            assert attacker.stdin is not None
            assert attacker.stdout is not None
            assert attacker.stdout.readline(), "the attack ended before it began"
            meanwhile = ask(served, after(seconds, requests), peak)
            attacker.stdin.close()
            opened = int(attacker.stdout.read())
        time.sleep(settling)
        last = megabytes(served.process.pid)
    return {each.status for each in (*calm, *meanwhile)}, {
        "connections": opened,
        "requests": len(meanwhile),
        "milliseconds": {"calm": times(calm), "meanwhile": times(meanwhile)},
        "megabytes": {"before": round(before), "peak": round(peak[0]), "after": round(last)},
    }


def times(timed: list[Timed]) -> dict[str, float]:
    """Median and 99th percentile, in milliseconds."""
    hundredths = statistics.quantiles([each.seconds * 1000 for each in timed], n=100)
    return {"p50": round(hundredths[49], 1), "p99": round(hundredths[98], 1)}


def main(sockets: int, seconds: float) -> int:
    with tempfile.TemporaryDirectory() as folder:
        statuses, figures = run(Path(folder), sockets, seconds, settling=SETTLING)
    print(f"{sockets} sockets for {seconds:g} seconds: {figures}; statuses {statuses}")
    slow = figures["milliseconds"]["meanwhile"]["p99"] > SLOWEST_HUNDREDTH * 1000
    grown = figures["megabytes"]["peak"] - figures["megabytes"]["before"] > MOST_GROWTH
    return 1 if slow or grown or not statuses <= {200, 201} else 0


if __name__ == "__main__":
    if sys.argv[1] == "attack":
        attack(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        sys.exit(main(int(sys.argv[1]), float(sys.argv[2])))
