"""How a server ends: whatever was sent before it was told to is answered, and what was answered is kept."""

import asyncio
import time
from pathlib import Path

from tests.drills.kill import UNLIMITED, Promises, body_for, judge
from tests.support.serving import Served, serving

IN_FLIGHT = 200
CREATED = b"HTTP/1.1 201 Created"


def request_for(key: str, served: Served) -> bytes:
    body = body_for(key)
    head = (
        f"POST /v1/assessments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {served.key}\r\n"
        f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def last_answers(served: Served) -> dict[str, bytes]:
    """The whole answer to each of many requests, sent just before the server is told to stop."""
    port = int(served.url.rpartition(":")[2])
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(IN_FLIGHT)]
    for number, (_, writer) in enumerate(connections):
        writer.write(request_for(f"last-{number}", served))
    await asyncio.gather(*(writer.drain() for _, writer in connections))
    served.process.terminate()
    answers = [await asyncio.wait_for(reader.read(), 20) for reader, _ in connections]
    for _, writer in connections:
        writer.close()
    return {f"last-{number}": answer for number, answer in enumerate(answers)}


def test_whatever_was_sent_before_the_end_is_answered_and_kept(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    with serving(tmp_path, **UNLIMITED, **environ) as served:
        started = time.monotonic()
        answers = asyncio.run(last_answers(served))
        assert served.process.wait(timeout=30) == 0
        assert time.monotonic() - started < 10
    promises = Promises()
    for key, answer in answers.items():
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(CREATED), answer
        promises.answered[key] = body
    with serving(tmp_path, **UNLIMITED, **environ) as again:
        broken = asyncio.run(judge(again, promises))
    assert not broken, "\n".join(broken)
