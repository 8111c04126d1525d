"""Restarts two replicas by turns behind nginx, again and again, while profiles are sent at a steady rate.

``python -m tests.drills.rolling RESTARTS RATE DRAIN`` runs it on PostgreSQL: every request is answered as if
nothing happened, and nothing is lost or doubled. Half of the requests store an assessment, which nginx never
repeats. nginx is the system's, with the upstream of `deploy/nginx/palier.conf`.
"""

import asyncio
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import httpx

from tests.drills.kill import UNLIMITED, Promises, body_for, judge, promised
from tests.support.postgres import postgres
from tests.support.serving import HOST, Served, free_port
from tests.support.waiting import PATIENCE, is_soon

EXAMPLE = Path(__file__).parents[2] / "deploy" / "nginx" / "palier.conf"
MAIN = """
pid nginx.pid;
daemon off;
error_log stderr warn;
worker_processes 1;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp;
    scgi_temp_path temp; uwsgi_temp_path temp;
    include palier.conf;
}
"""


def why_absent() -> str | None:
    """Why there is no nginx to try with, or None."""
    return None if shutil.which("nginx") else "nginx is not here: apt-get install nginx"


@contextmanager
def proxy(folder: Path, ports: list[int]) -> Iterator[int]:
    """The example's nginx, without TLS, before replicas on these ports; returns its own port."""
    port = free_port()
    text = EXAMPLE.read_text("utf-8")
    (line,) = re.findall(r"^ *server 127\.0\.0\.1:8000 .*;$", text, re.MULTILINE)
    text = text.replace(line, "\n".join(line.replace("8000", str(each)) for each in ports))
    text = re.sub(r"^ *ssl_.*\n", "", text, flags=re.MULTILINE).replace("listen 443 ssl;", f"listen {port};")
    (folder / "palier.conf").write_text(text)
    (folder / "nginx.conf").write_text(MAIN)
    command = ["nginx", "-p", str(folder), "-c", "nginx.conf"]
    with (folder / "nginx.log").open("wb") as log:
        running = subprocess.Popen(command, stderr=log)
    try:
        assert is_soon(lambda: _listens(port) or running.poll() is not None)
        assert running.poll() is None, (folder / "nginx.log").read_text()
        yield port
    finally:
        running.terminate()
        running.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


class Load:
    """Requests at a steady rate, whatever becomes of them; ``wrong`` says what no client may see."""

    def __init__(self, port: int, key: str, rate: float) -> None:
        self.promises = Promises()
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []
        self._over = Event()
        self._url = f"http://{HOST}:{port}"
        self._key = key
        self._pause = 1 / rate
        self._thread = Thread(target=lambda: asyncio.run(self._work()))

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    async def _work(self) -> None:
        headers = {"authorization": f"Bearer {self._key}", "content-type": "application/json"}
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            base_url=self._url, headers=headers, timeout=PATIENCE, limits=limits
        ) as client:
            sent: set[asyncio.Task[None]] = set()
            due, number = time.monotonic(), 0
            while not self._over.is_set():
                sent = {task for task in sent if not task.done()}
                sent.add(asyncio.create_task(self._ask(client, number)))
                number, due = number + 1, due + self._pause
                await asyncio.sleep(max(due - time.monotonic(), 0))
            await asyncio.gather(*sent)

    async def _ask(self, client: httpx.AsyncClient, number: int) -> None:
        try:
            if number % 2:
                response = await client.post("/v1/assessments/preview", content=body_for("preview"))
            else:
                response = await promised(client, f"rolling-{number}", self.promises)
        except httpx.HTTPError as error:
            self.wrong.append(f"no response came: {error!r}")
            return
        self.statuses[response.status_code] += 1
        if response.status_code != (200 if number % 2 else 201):
            self.wrong.append(f"{response.status_code} came: {response.text[:200]}")


def run(
    folder: Path, database: str, restarts: int, rate: float, drain: int
) -> tuple[list[str], Counter[int]]:
    """Restart the replicas by turns under load; return what was wrong, and how often each status came."""
    ports = [free_port(), free_port()]
    environ = {**UNLIMITED, "PALIER_DATABASE_URL": database, "PALIER_DRAIN_SECONDS": str(drain)}
    replicas: list[Served] = []
    try:
        for port in ports:
            replicas.append(_replica(folder, port, environ))
        with proxy(folder, ports) as port, Load(port, replicas[0].key, rate) as load:
            time.sleep(1)
            for number in range(restarts):
                turn = number % 2
                if (code := replicas[turn].stop()) != 0:
                    load.wrong.append(f"a replica ended with {code}")
                replicas[turn] = _replica(folder, ports[turn], environ)
            time.sleep(1)
        return [*load.wrong, *asyncio.run(judge(replicas[0], load.promises))], load.statuses
    finally:
        for replica in replicas:
            replica.kill()


def _replica(folder: Path, port: int, environ: dict[str, str]) -> Served:
    """One that is ready, in a folder of its own, with the key and the secret of the others."""
    own = folder / str(port)
    own.mkdir(exist_ok=True)
    for name in ("local.key", "secret"):
        for other in folder.glob(f"*/{name}"):
            if not (own / name).exists():
                shutil.copy2(other, own / name)
    replica = Served(own, {**environ, "PALIER_PORT": str(port)})
    replica.wait()
    return replica


def main(restarts: int, rate: float, drain: int) -> int:
    if (reason := why_absent()) is not None:
        sys.exit(reason)
    with tempfile.TemporaryDirectory() as folder, postgres(durable=True) as server:
        # nginx gives up its privileges, and needs to reach its folder.
        Path(folder).chmod(0o755)
        broken, statuses = run(Path(folder), server.database(), restarts, rate, drain)
    sent = sum(statuses.values())
    print(
        f"{restarts} restarts at {rate:g} requests a second, drained for {drain} seconds: {sent} answered,"
        f" {dict(statuses)}; {len(broken)} wrong",
        *broken[:20],
        sep="\n",
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
