"""Measures, side by side in one run: microseconds per assessment, previews, stored ones, a bare echo.

Run by ``make bench``. Load is bounded: a few seconds on 127.0.0.1 against servers started and stopped here.
"""

import asyncio
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from service.engine import assess, compile_pack
from service.engine.core import decide
from service.methodology.catalogue import shipped
from service.model.profile import Profile
from tests.serving import serving

CASES = sorted((Path(__file__).parent / "cases" / "organisations").glob("*.toml"))
ROUNDS = 15
CONNECTIONS = 16
REQUESTS = 6_000

ECHO = """
import msgspec
from litestar import Litestar, Response, post, Request
@post("/echo", status_code=200)
async def echo(request: Request) -> Response[bytes]:
    return Response(await request.body(), media_type="application/json")
app = Litestar([echo], openapi_config=None)
"""


def microseconds(work: Callable[[Any], object], items: list[Any]) -> tuple[float, float, float]:
    """Median, least and greatest time per item over the rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for item in items:
            work(item)
        times.append((time.perf_counter() - start) / len(items) * 1e6)
    return statistics.median(times), min(times), max(times)


def bench_core() -> bytes:
    profiles = [msgspec.convert(tomllib.loads(path.read_text())["profile"], Profile) for path in CASES]
    bodies = [msgspec.json.encode(profile) for profile in profiles]
    compiled, traced = compile_pack(shipped().current, "en"), frozenset({"trace"})
    decoder, encoder = msgspec.json.Decoder(Profile), msgspec.json.Encoder()
    answers = [assess(compiled, profile) for profile in profiles]
    whole = [assess(compiled, profile, traced) for profile in profiles]
    steps: list[tuple[str, Callable[[Any], object], list[Any]]] = [
        ("decode", decoder.decode, bodies),
        ("decision alone", lambda profile: decide(compiled, profile), profiles),
        ("engine", lambda profile: assess(compiled, profile), profiles),
        ("encode", encoder.encode, answers),
        ("all of it", lambda body: encoder.encode(assess(compiled, decoder.decode(body))), bodies),
        ("engine with trace", lambda profile: assess(compiled, profile, traced), profiles),
        ("encode with trace", encoder.encode, whole),
    ]
    print(f"Microseconds per assessment, over {len(bodies)} case profiles, {ROUNDS} rounds")
    print(f"{'':<20}{'median':>10}{'least':>10}{'most':>10}")
    for name, work, items in steps:
        median, least, most = microseconds(work, items)
        print(f"{name:<20}{median:>10.1f}{least:>10.1f}{most:>10.1f}")
    sizes = sorted(len(encoder.encode(answer)) for answer in answers)
    print(f"Answer without include: median {sizes[len(sizes) // 2]} bytes, largest {sizes[-1]} bytes\n")
    return sorted(bodies, key=len)[len(bodies) // 2]


async def _rate(port: int, path: str, body: bytes, key: str) -> float:
    """Requests per second over a few kept connections; the client does as little as it can."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    request = head.encode() + body

    async def worker(share: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(share):
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")), answer
            length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
            assert length, answer
            await reader.readexactly(int(length[1]))
        writer.close()

    await worker(200)
    start = time.perf_counter()
    await asyncio.gather(*(worker(REQUESTS // CONNECTIONS) for _ in range(CONNECTIONS)))
    return REQUESTS // CONNECTIONS * CONNECTIONS / (time.perf_counter() - start)


@contextmanager
def bare_echo(folder: Path) -> Iterator[int]:
    """A bare Litestar echo, served as we are; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = ["--port", str(port), "--no-access-log", "--log-level", "error"]
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(folder), *quiet, "echo:app"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        _wait_for_port(port)
        yield port
        server.terminate()


def bench_http(body: bytes) -> None:
    """Requests per second of the service and of a bare Litestar echo of the same body, three times each.

    A stored assessment is durable before it is answered: one file, synchronised at each commit.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "echo.py").write_text(ECHO)
        with serving(folder, PALIER_RATE="10000000") as served, bare_echo(folder) as port:
            ours = int(served.url.rpartition(":")[2])
            asked = {
                "preview": (ours, "/v1/assessments/preview"),
                "stored": (ours, "/v1/assessments"),
                "bare echo": (port, "/echo"),
            }
            rates: dict[str, list[float]] = {name: [] for name in asked}
            for _ in range(3):
                for name, (at, path) in asked.items():
                    rates[name].append(asyncio.run(_rate(at, path, body, served.key)))
            served.stop()
        size = (folder / "palier.db").stat().st_size
    print(f"Requests per second, {CONNECTIONS} connections, profile of {len(body)} bytes, client alongside")
    for name, found in rates.items():
        print(
            f"{name:<20}{statistics.median(found):>10.0f}   (of {', '.join(f'{rate:.0f}' for rate in found)})"
        )
    rows = 3 * (200 + REQUESTS // CONNECTIONS * CONNECTIONS)
    print(f"Stored: {rows} rows, {size / rows:.0f} bytes each, indexes included")


def _wait_for_port(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


if __name__ == "__main__":
    bench_http(bench_core())
