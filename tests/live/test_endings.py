"""How a server ends: whatever was sent before it was told to is answered, and what was answered is kept."""

import asyncio
from pathlib import Path

from tests.drills.kill import UNLIMITED, Promises, body_for, judge
from tests.live.raw_requests import Post
from tests.support.serving import HOST, Served, serving
from tests.support.waiting import PATIENCE

# More than one tenant's places at the writer.
IN_FLIGHT = 100
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
CREATED = b"HTTP/1.1 201 Created"


async def last_responses(served: Served) -> dict[str, bytes]:
    """The bytes of each response to many requests, sent just before the server is told to stop.

    The server asks for each body, so that all of them are known to be in its hands by then.
    """
    keys = [f"last-{number}" for number in range(IN_FLIGHT)]
    requests = [Post("/v1/assessments", body_for(key), served.key, key) for key in keys]
    connections = [await asyncio.open_connection(HOST, served.port) for _ in keys]
    try:
        for request, (_, writer) in zip(requests, connections, strict=True):
            writer.write(request.head("Expect: 100-continue"))
        for reader, _ in connections:
            assert await reader.readexactly(len(GO_ON)) == GO_ON
        for request, (_, writer) in zip(requests, connections, strict=True):
            writer.write(request.body)
        await asyncio.gather(*(writer.drain() for _, writer in connections))
        served.process.terminate()
        async with asyncio.timeout(PATIENCE):
            responses = [await reader.read() for reader, _ in connections]
    finally:
        for _, writer in connections:
            writer.close()
    return dict(zip(keys, responses, strict=True))


def test_whatever_was_sent_before_the_end_is_answered_and_kept(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    with serving(tmp_path, **UNLIMITED, **environ) as served:
        responses = asyncio.run(last_responses(served))
        assert served.process.wait(timeout=PATIENCE) == 0
    promises = Promises()
    for key, response in responses.items():
        head, _, body = response.partition(b"\r\n\r\n")
        assert head.startswith(CREATED), response
        promises.answered[key] = body
    with serving(tmp_path, **UNLIMITED, **environ) as again:
        broken = asyncio.run(judge(again, promises))
    assert not broken, "\n".join(broken)
