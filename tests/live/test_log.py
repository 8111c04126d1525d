"""Whatever becomes of its log, a server answers and ends when it is told to."""

import os
import socket
import subprocess
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.serving import COMMAND, HOST, Served
from tests.support.waiting import PATIENCE

# Some pages of lines: more than the smallest pipe takes.
REQUESTS = 400
PIPE_BYTES = 4096


def ask_again_and_again(served: Served) -> None:
    """Many requests on one connection, each of which makes a line, and one that the store refuses."""
    connection = HTTPConnection(HOST, served.port, timeout=PATIENCE)
    connection.connect()
    kept = connection.sock
    for number in range(REQUESTS):
        connection.request("GET", "/v1/me" if number % 2 else "/livez")
        response = connection.getresponse()
        response.read()
        assert response.status == (401 if number % 2 else 200)
    assert connection.sock is kept
    connection.request("GET", "/metrics")
    dropped = [line for line in connection.getresponse().read().splitlines() if b"lines_dropped" in line]
    assert float(dropped[-1].split()[1]) > 0
    connection.close()


def test_a_pipe_that_nobody_reads_stops_nothing(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    reader, writer = os.pipe()
    fcntl.fcntl(writer, getattr(fcntl, "F_SETPIPE_SZ", 1031), PIPE_BYTES)
    served = Served(tmp_path, {"PALIER_NORM_DAYS": "0"}, stderr=writer)
    os.close(writer)
    try:
        served.wait()
        # Fewer lines than may wait would all be kept, so more of them are made at once.
        flood(served)
        ask_again_and_again(served)
        assert served.stop() == 0
    finally:
        served.kill()
        os.close(reader)


def flood(served: Served) -> None:
    """So many requests that their lines are more than may wait."""
    with socket.create_connection((HOST, served.port), timeout=PATIENCE) as connection:
        for _ in range(100):
            connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n" * 99)
            answers = 0
            while answers < 99:
                received = connection.recv(65_536)
                assert received
                answers += received.count(b"alive\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="There is no full device here.")
def test_a_disk_that_is_full_stops_nothing(tmp_path: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    served = Served(tmp_path, {"PALIER_UNKNOWN": "warned of at the start"}, stderr=full)
    os.close(full)
    try:
        served.wait()
        ask_again_and_again(served)
        assert served.stop() == 0
    finally:
        served.kill()


def test_a_server_without_standard_error_does_not_write_its_log_into_its_database(tmp_path: Path) -> None:
    """Closed descriptors are given to the next files that are opened."""
    served = Served(tmp_path, {}, ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *COMMAND])
    served._is_logged = False
    try:
        served.wait()
        for descriptor in ("0", "1", "2"):
            assert os.readlink(f"/proc/{served.process.pid}/fd/{descriptor}") == "/dev/null"
        assert served.stop() == 0
    finally:
        served.kill()


def test_an_error_before_the_start_is_told_where_nothing_can_be_written(tmp_path: Path) -> None:
    """By its exit code at least."""
    environ = os.environ | {"PALIER_PORT": "0", "PALIER_DATA_DIR": str(tmp_path)}
    for way in ("2>/dev/full", "2>&-"):
        done = subprocess.run(["sh", "-c", f'exec "$@" {way}', "sh", *COMMAND], env=environ, check=False)
        assert done.returncode == 1
