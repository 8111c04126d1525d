"""The served application, as a process: it answers, logs, and ends well when told to."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.api.examples import PROFILE
from tests.support.serving import COMMAND, HOST, Served, serving
from tests.support.waiting import PATIENCE, is_soon


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, COMMAND) as served:
        yield served


def test_a_fresh_install_answers_a_preview_and_stops_cleanly(served: Served) -> None:
    url = f"{served.url}/v1/assessments/preview"
    headers = {"authorization": f"Bearer {served.key}"}
    with httpx.Client(headers=headers, timeout=PATIENCE) as client:
        answer = client.post(url, json=PROFILE)
        assert answer.status_code == 200
        assert "server" not in answer.headers
        assert client.post(url, content=b"x" * 10_000_000).status_code in (413, 415)
        assert "palier_assessments_total{" in client.get(f"{served.url}/metrics").text
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=PATIENCE) == 0
    lines = [json.loads(line) for line in served.log.read_text().splitlines()]
    assert ("/v1/assessments/preview", 200) in [(line.get("route"), line.get("status")) for line in lines]
    first, *requests, last = lines
    assert (first["event"], first["address"]) == ("start", served.url)
    assert {line["event"] for line in requests} == {"request"}
    assert (last["event"], last["requests"]) == ("stop", len(requests))
    assert "shop-17" not in served.log.read_text()


def test_a_request_in_flight_is_answered_before_the_process_ends(served: Served) -> None:
    body = json.dumps(PROFILE).encode()
    head = (
        f"POST /v1/assessments/preview HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {served.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection((HOST, served.port), timeout=PATIENCE) as connection:
        connection.sendall(head.encode())
        # The server asks for the body: the request is in its hands.
        assert connection.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        served.process.send_signal(signal.SIGTERM)
        assert is_soon(lambda: not served.listens())
        connection.sendall(body)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
    assert served.process.wait(timeout=PATIENCE) == 0


def test_a_port_in_use_is_told_and_ends_the_process(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = str(taken.getsockname()[1])
        environ = os.environ | {"PALIER_PORT": port, "PALIER_DATA_DIR": str(tmp_path)}
        done = subprocess.run(COMMAND, env=environ, capture_output=True, check=False)
    assert done.returncode != 0
    assert b"PALIER_PORT: nothing can listen" in done.stderr
    assert b'"start"' not in done.stderr
