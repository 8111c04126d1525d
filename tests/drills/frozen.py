"""Freezes PostgreSQL under a server at work: no connection fails, and nothing is ever answered.

``python -m tests.drills.frozen SECONDS`` runs it: frozen for so long under load, then once more while the
server is told to stop. Meanwhile writes are refused with ``Retry-After`` and previews go on; afterwards
nothing is lost or doubled. Printed are the seconds until a write is refused, until ``/readyz`` is, until both
go on after the thaw, and until the server has ended beside a frozen database. Imports the oracle.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.drills.kill import UNLIMITED, body_for, client_of, judge, promised
from tests.drills.restart import READ, READERS, REFUSED, WRITTEN, Load
from tests.support.postgres import Postgres, postgres
from tests.support.serving import Served, serving
from tests.support.waiting import PATIENCE, is_soon

# Seconds. A result is waited for eight of them, and the end for those who wait.
MOST = {"refused": 12.0, "unready": 5.0, "back": 3.0, "ended": 25.0}
# Everything has ended, or something was abandoned.
ENDS = (0, 3)


def run(
    folder: Path, server: Postgres, seconds: float, readers: int = READERS
) -> tuple[list[str], dict[str, float]]:
    """Freeze the database for so long, and again at the end; return what was wrong, and seconds measured."""
    environ = {**UNLIMITED, "PALIER_DATABASE_URL": server.database()}
    figures: dict[str, float] = {}
    with serving(folder, **environ) as served, served.client() as client, ThreadPoolExecutor(1) as beside:
        with Load(served, readers) as load:
            load.wait_for(WRITTEN)
            thawing = time.monotonic() + seconds
            signal_all(server, signal.SIGSTOP)
            try:
                refused = beside.submit(seconds_until, lambda: _write(client) == REFUSED)
                figures["unready"] = seconds_until(lambda: client.get("/readyz").status_code == REFUSED)
                figures["refused"] = refused.result()
                broken = _judge_meanwhile(client)
                time.sleep(max(thawing - time.monotonic(), 0.0))
            finally:
                signal_all(server, signal.SIGCONT)
            figures["back"] = seconds_until(lambda: client.get("/readyz").status_code == READ)
            load.wait_for(WRITTEN, *([READ] if readers else []))
        broken += [*load.wrong, *asyncio.run(judge(served, load.promises))]
        signal_all(server, signal.SIGSTOP)
        try:
            figures["ended"] = asyncio.run(_end(served, load))
        finally:
            signal_all(server, signal.SIGCONT)
        if served.process.returncode not in ENDS:
            broken.append(f"the server ended with {served.process.returncode}")
    with serving(folder, **environ) as again:
        broken += asyncio.run(judge(again, load.promises))
    return broken, {name: round(value, 1) for name, value in figures.items()}


def signal_all(server: Postgres, number: int) -> None:
    """Send a signal to every process of the database; Linux alone tells which these are."""
    if server.pid is None:
        pytest.skip("The server is not the tests' to stop.")
    # The first of them first, so that it starts no other.
    os.kill(server.pid, number)
    for child in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
        os.kill(int(child), number)


def seconds_until(event: Callable[[], object]) -> float:
    """Wait for an event; return how long that took."""
    start = time.monotonic()
    assert is_soon(event)
    return time.monotonic() - start


def _write(client: httpx.Client) -> int:
    json = {"content-type": "application/json"}
    return client.post("/v1/assessments", content=body_for("frozen"), headers=json).status_code


def _judge_meanwhile(client: httpx.Client) -> list[str]:
    """What needs no database answers, and what does is refused at once and says why."""
    json = {"content-type": "application/json"}
    preview = client.post("/v1/assessments/preview", content=body_for("preview"), headers=json)
    refused = client.post("/v1/assessments", content=body_for("refused"), headers=json)
    found = [client.get("/livez").status_code, preview.status_code, refused.status_code]
    wrong = [] if found == [200, 200, REFUSED] else [f"beside a frozen database came {found}"]
    return wrong + ([] if "retry-after" in refused.headers else ["it is not said when to come again"])


async def _end(served: Served, load: Load) -> float:
    """Tell the server to stop while it waits for the database; return the seconds that it takes."""
    async with client_of(served) as client:
        waiting = asyncio.create_task(promised(client, "at-the-end", load.promises))
        await asyncio.sleep(0.5)
        start = time.monotonic()
        served.process.terminate()
        await asyncio.to_thread(served.process.wait, PATIENCE)
        await asyncio.gather(waiting, return_exceptions=True)
        return time.monotonic() - start


def main(seconds: float) -> int:
    with tempfile.TemporaryDirectory() as folder, postgres(durable=True) as server:
        broken, figures = run(Path(folder), server, seconds)
    print(f"frozen for {seconds:g} seconds: {figures}; {len(broken)} promises broken", *broken[:20], sep="\n")
    return 1 if broken or any(figures[name] > most for name, most in MOST.items()) else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
