"""One tenant at its worst within its quota, while another previews, lists and stores as usual.

``python -m tests.drills.fairness SECONDS [ASSESSMENTS]`` runs it on SQLite, with the default quota. The first
tenant has 20,000 assessments; its clients ask for statistics, exports, counterfactuals and lists over several
connections each, as fast as they are answered, and wait when they are told to. Printed is how long the other
tenant waits, calm and meanwhile: its last hundredth may take five times as long as in calm, and ``/livez``
100 milliseconds at most.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from subprocess import PIPE
from threading import Thread
from typing import NamedTuple

from service.application.spaces import Space
from service.storage.assessments.bulk_load import load
from service.storage.opening.sqlite import open_sqlite
from tests.bench.engine import usual_body
from tests.bench.quota import TENANT, records
from tests.drills.kill import body_for
from tests.support.serving import HOST, Served, serving

ASSESSMENTS = 20_000
CONNECTIONS = 4
MOST_TIMES = 5.0
SLOWEST_LIVEZ = 0.100
PREVIEW, ASSESSMENTS_PATH = "/v1/assessments/preview", "/v1/assessments"
WORST = {
    "statistics": ["/v1/stats?group_by=tag", "/v1/stats?group_by=tag&period=day", "/v1/stats?period=day"],
    "exports": [f"/v1/exports/assessments?format={name}" for name in ("ndjson", "parquet", "csv")],
    "counterfactuals": [f"{PREVIEW}?include=counterfactuals,trace,robustness"],
    "lists": [f"{ASSESSMENTS_PATH}?limit=100", f"{ASSESSMENTS_PATH}?limit=100&nace_section=U"],
}
Times = dict[str, list[float]]


class Caller:
    """A client of one key over one kept connection."""

    def __init__(self, port: int, key: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._connection = HTTPConnection(HOST, port, timeout=60)

    def ask(self, path: str, body: bytes | None = None) -> HTTPResponse:
        """Send a request and read the whole response."""
        self._connection.request("POST" if body else "GET", path, body, self._headers)
        response = self._connection.getresponse()
        while response.read(65_536):
            pass
        return response


def attack(port: int, key: str) -> None:
    """Ask for what is dearest until standard input ends.

    Prints a line once everything was answered, and how many answers of each kind came in the end.
    """
    answered = dict.fromkeys(WORST, 0)

    def work(kind: str) -> None:
        body = usual_body() if kind == "counterfactuals" else None
        while True:
            caller = Caller(port, key)
            with suppress(OSError, HTTPException):
                while True:
                    for path in WORST[kind]:
                        response = caller.ask(path, body)
                        answered[kind] += response.status == 200
                        if response.status in (429, 503):
                            time.sleep(int(response.headers["Retry-After"]))

    for kind in WORST:
        for _ in range(CONNECTIONS):
            Thread(target=work, args=(kind,), daemon=True).start()
    # Each format of an export too: the first Parquet file loads a library, once in the life of a server.
    while min(answered.values()) < len(WORST["exports"]):
        time.sleep(0.05)
    print("at work", flush=True)
    sys.stdin.read()
    print(answered, flush=True)


class Figures(NamedTuple):
    """Seconds of each kind of request, and the statuses met."""

    times: Times
    statuses: set[int]


def usual(port: int, key: str, seconds: float) -> Figures:
    """Preview, list and store by turns, as a platform would, and look whether the process is alive."""
    requests: Mapping[str, tuple[str, bytes | None]] = {
        "preview": (PREVIEW, body_for("usual")),
        "list": (ASSESSMENTS_PATH, None),
        "store": (ASSESSMENTS_PATH, body_for("usual")),
        "livez": ("/livez", None),
    }
    times: Times = {name: [] for name in requests}
    statuses: set[int] = set()
    caller, end = Caller(port, key), time.monotonic() + seconds
    while time.monotonic() < end:
        for name, (path, body) in requests.items():
            begun = time.perf_counter()
            statuses.add(caller.ask(path, body).status)
            times[name].append(time.perf_counter() - begun)
            time.sleep(0.002)
    return Figures(times, statuses)


@contextmanager
def attacked(served: Served, key: str) -> Iterator[None]:
    """The attack goes on in a process of its own."""
    options = ["-m", "tests.drills.fairness", "attack", str(served.port), key]
    with subprocess.Popen([sys.executable, *options], stdin=PIPE, stdout=PIPE, text=True) as attacker:
        assert attacker.stdin is not None
        assert attacker.stdout is not None
        assert attacker.stdout.readline(), "the attack ended before it began"
        yield
        attacker.stdin.close()
        print(f"answered meanwhile: {attacker.stdout.read().strip()}")


def key_for(folder: Path, tenant: str) -> str:
    """Make a tenant and a key with all scopes."""
    palier = [sys.executable, "-m", "service"]
    environ = os.environ | {"PALIER_DATA_DIR": str(folder)}
    for words in (["tenants", "create", tenant], ["keys", "create", tenant]):
        said = subprocess.run([*palier, *words], env=environ, check=True, capture_output=True)
    found = re.search(r"sk_live_\w+", said.stdout.decode())
    assert found, said
    return found[0]


def run(folder: Path, number: int, seconds: float) -> tuple[Figures, Figures]:
    """How the usual requests fare in calm, and meanwhile."""
    worst, other = key_for(folder, TENANT), key_for(folder, "other")
    with closing(open_sqlite(folder / "palier.db")) as database:
        load(database, Space(TENANT), records(number))
    with serving(folder, PALIER_NORM_DAYS="0") as served:
        served.learn(other)
        usual(served.port, other, min(seconds, 2))
        calm = usual(served.port, other, seconds)
        with attacked(served, worst):
            meanwhile = usual(served.port, other, seconds)
    return calm, meanwhile


def hundredth(times: list[float]) -> float:
    """The time that one request in a hundred exceeds."""
    return statistics.quantiles(times, n=100)[98]


def main(seconds: float, number: int = ASSESSMENTS) -> int:
    with tempfile.TemporaryDirectory() as folder:
        calm, meanwhile = run(Path(folder), number, seconds)
    is_unfair = False
    for name, before in calm.times.items():
        during = meanwhile.times[name]
        times = hundredth(during) / hundredth(before)
        print(
            f"{name:<10}{len(before):>6} calm: p50 {statistics.median(before) * 1000:.1f}, p99"
            f" {hundredth(before) * 1000:.1f} ms; {len(during):>6} meanwhile:"
            f" p50 {statistics.median(during) * 1000:.1f}, p99 {hundredth(during) * 1000:.1f},"
            f" at most {max(during) * 1000:.1f} ms; p99 {times:.1f} times"
        )
        is_unfair |= max(during) > SLOWEST_LIVEZ if name == "livez" else times > MOST_TIMES
    print(f"statuses {sorted(calm.statuses | meanwhile.statuses)}")
    return 1 if is_unfair or not meanwhile.statuses <= {200, 201} else 0


if __name__ == "__main__":
    if sys.argv[1] == "attack":
        attack(int(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(main(*map(int, sys.argv[1:])))
