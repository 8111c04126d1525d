"""A server process for tests: a free port, a data folder of its own, its log kept."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

COMMAND = [sys.executable, "-m", "service", "serve"]


class Served:
    """A running server process, its address and its data folder."""

    def __init__(self, folder: Path, command: list[str] = COMMAND, **environ: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.folder = folder
        self.log = folder / "stderr"
        settings = {"PALIER_PORT": str(port), "PALIER_DATA_DIR": str(folder), **environ}
        with self.log.open("wb") as stderr:
            # A server as an operator starts it keeps what Python compiled: without, each start takes twice
            # as long.
            kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            self.process = subprocess.Popen(
                command, env=kept | settings, stderr=stderr, start_new_session=True
            )

    def wait(self) -> None:
        for _ in range(300):
            try:
                httpx.get(f"{self.url}/readyz").raise_for_status()
            except httpx.TransportError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.05)
            else:
                return
        raise AssertionError(self.log.read_text())

    @property
    def key(self) -> str:
        return (self.folder / "local.key").read_text().strip()

    def asked(self, key: str, path: str, until: int = 200) -> httpx.Response:
        """What a key is answered once the server knows what became of it; keys are read twice a second."""
        for _ in range(100):
            answer = httpx.get(self.url + path, headers={"authorization": f"Bearer {key}"})
            if answer.status_code == until:
                break
            time.sleep(0.05)
        return answer

    def stop(self) -> int:
        """Ask the process to end, as an operator would; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[Served]:
    """A server on this folder, ready to answer, and gone afterwards."""
    served = Served(folder, **environ)
    try:
        served.wait()
        yield served
    finally:
        served.process.kill()
        served.process.wait()
