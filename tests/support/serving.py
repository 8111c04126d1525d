"""A server process for tests: a free port, a data folder of its own, its log kept.

To import the service takes two thirds of a start. So pytest imports it once, in a process from which its
servers are forked. Drills and benches start the command, and so do tests of the command itself and those to
which it matters that two processes share nothing, such as the seed of their hashes.
"""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Protocol

import httpx

from tests.support.waiting import PATIENCE, is_soon

COMMAND = [sys.executable, "-m", "service", "serve"]
HOST = "127.0.0.1"
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["service.cli.commands.serve", __name__])


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Process(Protocol):
    """What tests use of a process, which was started or forked."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, sig: int, /) -> None: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...


class Forked:
    """A server that was forked from a process which has imported it, with the face of a ``Popen``."""

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self._process = _FORKING.Process(target=_serve, args=(dict(environ), str(log)))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(COMMAND, timeout or 0.0)
        return self.returncode

    def send_signal(self, sig: int, /) -> None:
        if self.returncode is None:
            os.kill(self.pid, sig)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _serve(environ: Mapping[str, str], log: str) -> None:
    """Be the command, in a session and with an environment of its own."""
    from service.cli import main

    os.setsid()
    os.environ.clear()
    os.environ.update(environ)
    os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND), 2)
    sys.exit(main(COMMAND[-1:]))


class Served:
    """A running server process, its address and its data folder."""

    def __init__(
        self,
        folder: Path,
        environ: Mapping[str, str],
        command: Sequence[str] | None = None,
        stderr: int | None = None,
    ) -> None:
        """Without a ``command`` and ``stderr``, pytest forks it."""
        self.port = int(environ.get("PALIER_PORT") or free_port())
        self.url = f"http://{HOST}:{self.port}"
        self.folder = folder
        self.log = folder / "stderr"
        # A test that stops a server is no load balancer that must notice it first.
        own = {"PALIER_PORT": str(self.port), "PALIER_DATA_DIR": str(folder), "PALIER_DRAIN_SECONDS": "0"}
        settings = own | dict(environ)
        self._is_logged = stderr is None
        self.process = self._started(os.environ | settings, command, stderr)

    def _started(
        self, environ: Mapping[str, str], command: Sequence[str] | None, stderr: int | None
    ) -> Process:
        with self.log.open("wb") as log:
            if command is None and stderr is None and "PYTEST_VERSION" in os.environ:
                return Forked(environ, self.log)
            to = log if stderr is None else stderr
            return subprocess.Popen(command or COMMAND, env=environ, stderr=to, start_new_session=True)

    def wait(self) -> None:
        """Return once the server is ready; fail with its log if it ends before that."""
        is_ready = is_soon(lambda: self.process.poll() is not None or self.listens())
        assert is_ready, self.log.read_text()
        assert self.process.poll() is None, self.log.read_text()
        with closing(HTTPConnection(HOST, self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", "/readyz")
            assert connection.getresponse().status == 200, self.log.read_text()
        # Its line is written after its response: a test that counts lines must not meet it later.
        if self._is_logged:
            is_soon(lambda: self.process.poll() is not None or b'"/readyz"' in self.log.read_bytes())

    def listens(self) -> bool:
        """Whether the server takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0

    @property
    def key(self) -> str:
        """The local key, which the server wrote into its folder."""
        return (self.folder / "local.key").read_text().strip()

    def client(self, key: str | None = None, **headers: str) -> httpx.Client:
        """A client of this server that waits for as long as it takes; with the local key, or another."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        authorized = {"authorization": f"Bearer {key or self.key}"}
        return httpx.Client(base_url=self.url, headers=authorized | named, timeout=PATIENCE)

    def learn(self, key: str) -> None:
        """Return once the server knows this key; a publishable one is then refused without an origin."""
        with self.client(key) as client:
            is_soon(lambda: client.get("/v1/me").status_code != 401)

    def asked(self, key: str, path: str, until: int = 200) -> httpx.Response:
        """What a key is answered once the server knows what became of it; keys are read twice a second."""
        with self.client(key) as client:
            is_soon(lambda: client.get(path).status_code == until)
            return client.get(path)

    def stop(self) -> int:
        """Ask the process to end, as an operator would; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(folder: Path, command: Sequence[str] | None = None, **environ: str) -> Iterator[Served]:
    """A server on this folder, ready to answer, and gone afterwards."""
    served = Served(folder, environ, command)
    try:
        served.wait()
        yield served
    finally:
        served.kill()
