"""The service beside a bare echo and beside a straightforward one of the same engine, all in one run."""

import asyncio
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.postgres import Postgres, why_absent
from tests.support.serving import serving

CONNECTIONS = 32
WARM_UP = 100
ROUNDS = 3
ECHO = """
import msgspec
from litestar import Litestar, Response, post, Request
@post("/echo", status_code=200)
async def echo(request: Request) -> Response[bytes]:
    return Response(await request.body(), media_type="application/json")
app = Litestar([echo], openapi_config=None)
"""
Asked = dict[str, tuple[int, str, str]]


async def _rate(port: int, path: str, body: bytes, key: str, requests: int) -> float:
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

    await worker(WARM_UP)
    start = time.perf_counter()
    await asyncio.gather(*(worker(requests // CONNECTIONS) for _ in range(CONNECTIONS)))
    return requests // CONNECTIONS * CONNECTIONS / (time.perf_counter() - start)


@contextmanager
def other(app: str, folder: Path, **environ: str) -> Iterator[int]:
    """Another application, served as we are; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = ["--port", str(port), "--no-access-log", "--log-level", "error"]
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(folder), *quiet, app]
    with subprocess.Popen(command, env=os.environ | environ) as server:
        try:
            _wait_for_port(port)
            yield port
        finally:
            server.terminate()


def measured(asked: Asked, body: bytes, requests: int) -> dict[str, list[float]]:
    """The rates of each, in turns, so that a busy moment of the machine strikes all alike."""
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, (port, path, key) in asked.items():
            rates[name].append(asyncio.run(_rate(port, path, body, key, requests)))
    return rates


def bench_service(body: bytes, requests: int) -> None:
    """Requests per second; what is stored is on the disk before it is answered, by all of them."""
    postgres = None if why_absent() else Postgres(durable=True)
    if postgres:
        postgres.start()
    print(f"Requests per second, {CONNECTIONS} connections, profile of {len(body)} bytes, client alongside")
    try:
        _bench_on(body, requests, None)
        if postgres:
            _bench_on(body, requests, postgres)
    finally:
        if postgres:
            postgres.close()


def _bench_on(body: bytes, requests: int, postgres: Postgres | None) -> None:
    kind = "PostgreSQL" if postgres else "SQLite"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "echo.py").write_text(ECHO)
        ours, theirs = f"sqlite:///{folder}/palier.db", f"sqlite:///{folder}/rival.db"
        if postgres:
            ours = postgres.database()
            theirs = postgres.database().replace("postgresql://", "postgresql+psycopg://")
        with (
            serving(folder, PALIER_RATE="10000000", PALIER_DATABASE_URL=ours) as served,
            other("echo:app", folder) as echo,
            other("tests.bench.rival:app", Path.cwd(), RIVAL_DATABASE_URL=theirs) as rival,
        ):
            port = int(served.url.rpartition(":")[2])
            asked: Asked = {
                "preview": (port, "/v1/assessments/preview", served.key),
                "stored": (port, "/v1/assessments", served.key),
                "bare echo": (echo, "/echo", "none"),
                "rival, stored": (rival, "/assessments", "none"),
            }
            rates = measured(asked, body, requests)
            served.stop()
        rows = ROUNDS * (WARM_UP + requests // CONNECTIONS * CONNECTIONS)
        size = _size(ours, postgres) / rows
    for name, found in rates.items():
        every = ", ".join(f"{rate:.0f}" for rate in found)
        print(f"{kind:<12}{name:<16}{statistics.median(found):>8.0f}   (of {every})")
    stored = statistics.median(rates["stored"])
    print(
        f"{kind:<12}stored is {stored / statistics.median(rates['rival, stored']):.1f} times the rival,"
        f" {stored / statistics.median(rates['bare echo']):.2f} of the echo; {size:.0f} bytes a row\n"
    )


def _size(url: str, postgres: Postgres | None) -> int:
    if postgres is None:
        return Path(url.removeprefix("sqlite:///")).stat().st_size
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT pg_total_relation_size('assessments')").fetchone()
    assert found is not None
    return int(found[0])


def _wait_for_port(port: int) -> None:
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")
