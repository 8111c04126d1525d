"""How a server ends, and how it goes on with a full disk: nothing that was answered is lost."""

import asyncio
import resource
import time
from pathlib import Path

import httpx

from tests.live.kill import body_for
from tests.serving import Served, serving

IN_FLIGHT = 200


async def answers(served: Served) -> list[bytes]:
    """The first line of the answer to each of many requests, sent just before the server is stopped."""
    port = int(served.url.rpartition(":")[2])
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(IN_FLIGHT)]
    for number, (_, writer) in enumerate(connections):
        body = body_for(f"last-{number}")
        writer.write(
            f"POST /v1/assessments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {served.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
    await asyncio.gather(*(writer.drain() for _, writer in connections))
    served.process.terminate()
    heads = [(await asyncio.wait_for(reader.read(), 20)).partition(b"\r\n")[0] for reader, _ in connections]
    for _, writer in connections:
        writer.close()
    return heads


def test_whatever_was_sent_before_the_end_is_answered_and_kept(tmp_path: Path) -> None:
    with serving(tmp_path, PALIER_RATE="10000000") as served:
        heads = asyncio.run(answers(served))
        assert heads == [b"HTTP/1.1 201 Created"] * IN_FLIGHT
        started = time.monotonic()
        assert served.process.wait(timeout=30) == 0
        assert time.monotonic() - started < 10
    with serving(tmp_path) as again, httpx.Client(base_url=again.url) as client:
        client.headers["authorization"] = f"Bearer {again.key}"
        for number in range(IN_FLIGHT):
            (item,) = client.get("/v1/assessments", params={"reference": f"last-{number}"}).json()["items"]
            assert item["reference"] == f"last-{number}"


def test_a_full_disk_is_503_while_reading_goes_on_and_heals_by_itself(tmp_path: Path) -> None:
    with serving(tmp_path) as served, httpx.Client(base_url=served.url, timeout=30) as client:
        client.headers.update({"authorization": f"Bearer {served.key}", "content-type": "application/json"})
        kept = [client.post("/v1/assessments", content=body_for(f"kept-{n}")) for n in range(20)]
        assert {answer.status_code for answer in kept} == {201}
        log = (tmp_path / "palier.db-wal").stat().st_size
        _, most = resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (log + 40_000, most))
        refused: list[httpx.Response] = []
        for number in range(60):
            answer = client.post("/v1/assessments", content=body_for(f"more-{number}"))
            (kept if answer.status_code == 201 else refused).append(answer)
        assert {answer.status_code for answer in refused} == {503}
        assert refused[-1].headers["retry-after"] == "1"
        for answer in kept:
            assert client.get(answer.headers["location"]).content == answer.content
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (most, most))
        healed = client.post("/v1/assessments", content=body_for("healed"))
        assert healed.status_code == 201
        for answer in [*kept, healed]:
            assert client.get(answer.headers["location"]).content == answer.content
        served.stop()
    with serving(tmp_path) as again, httpx.Client(base_url=again.url) as client:
        client.headers["authorization"] = f"Bearer {again.key}"
        for answer in [*kept, healed]:
            assert client.get(answer.headers["location"]).content == answer.content
