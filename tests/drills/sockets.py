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
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.drills.kill import UNLIMITED, body_for
from tests.support.serving import Served, serving

SLOWEST_HUNDREDTH = 0.250
MOST_GROWTH = 100.0
# As many requests as fit into what the server reads at once; it lets a hundred wait for their turn.
PIPELINED = 100
SETTLING = 35.0

Answered = tuple[float, int]


def attack(url: str, key: str, sockets: int, seconds: float) -> None:
    """Torment a server for so long, in a process of its own; print how many connections it took."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    place = urlsplit(url)
    print(asyncio.run(_attack((place.hostname or "", place.port or 0), key, sockets, seconds)))


async def _attack(address: tuple[str, int], key: str, sockets: int, seconds: float) -> int:
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
                opened += 1
                connection.setblocking(False)
                # What the kernel takes for us, the server need not keep.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                await loop.sock_connect(connection, address)
                await loop.sock_sendall(connection, first)
                while True:
                    await asyncio.sleep(1)
                    await loop.sock_sendall(connection, b"a")

    loop = asyncio.get_running_loop()
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(torment(firsts[number % 3]) for number in range(sockets)))
    return opened


def ask(served: Served, until: Callable[[], bool], peak: list[float]) -> list[Answered]:
    """Preview and store by turns on a kept connection, and note the times, the statuses and the memory."""
    headers = {"authorization": f"Bearer {served.key}", "content-type": "application/json"}
    found: list[Answered] = []
    with httpx.Client(base_url=served.url, headers=headers, timeout=30) as client:
        while not until():
            path = "/v1/assessments" if len(found) % 2 else "/v1/assessments/preview"
            asked = time.perf_counter()
            answer = client.post(path, content=body_for("legitimate"))
            found.append((time.perf_counter() - asked, answer.status_code))
            peak[0] = max(peak[0], megabytes(served.process.pid))
            time.sleep(0.005)
    return found


def megabytes(process: int) -> float:
    """The memory of a process that is resident now."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def passed(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def run(folder: Path, sockets: int, seconds: float, settling: float) -> tuple[set[int], dict[str, Any]]:
    """Attack, ask beside it, and wait so long for calm; return the statuses met, and figures of the run."""
    with serving(folder, **UNLIMITED) as served:
        calm = ask(served, passed(min(seconds / 2, 10)), [0.0])
        before, peak = megabytes(served.process.pid), [0.0]
        command = [sys.executable, "-m", "tests.drills.sockets", "attack", served.url, served.key]
        with subprocess.Popen([*command, str(sockets), str(seconds)], stdout=subprocess.PIPE) as attacker:
            meanwhile = ask(served, lambda: attacker.poll() is not None, peak)
            assert attacker.stdout is not None
            opened = int(attacker.stdout.read())
        time.sleep(settling)
        after = megabytes(served.process.pid)
    return {status for _, status in (*calm, *meanwhile)}, {
        "connections": opened,
        "requests": len(meanwhile),
        "milliseconds": {"calm": times(calm), "meanwhile": times(meanwhile)},
        "megabytes": {"before": round(before), "peak": round(peak[0]), "after": round(after)},
    }


def times(answered: list[Answered]) -> dict[str, float]:
    hundredths = statistics.quantiles([seconds * 1000 for seconds, _ in answered], n=100)
    return {"p50": round(hundredths[49], 1), "p99": round(hundredths[98], 1)}


def main(sockets: int, seconds: float) -> int:
    with tempfile.TemporaryDirectory() as folder:
        statuses, figures = run(Path(folder), sockets, seconds, SETTLING)
    print(f"{sockets} sockets for {seconds:g} seconds: {figures}; statuses {statuses}")
    slow = figures["milliseconds"]["meanwhile"]["p99"] > SLOWEST_HUNDREDTH * 1000
    grown = figures["megabytes"]["peak"] - figures["megabytes"]["before"] > MOST_GROWTH
    return 1 if slow or grown or not statuses <= {200, 201} else 0


if __name__ == "__main__":
    if sys.argv[1] == "attack":
        attack(sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
    else:
        sys.exit(main(int(sys.argv[1]), float(sys.argv[2])))
