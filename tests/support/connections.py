"""One connection to a server of its own that speaks the bounded protocol and echoes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from service.api.serving.protocol import BoundedProtocol
from tests.support.waiting import PATIENCE

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
seen: list[dict[str, Any]] = []


class Patient(BoundedProtocol):
    """The same protocol; nobody is let go because the machine is busy."""

    seconds_to_arrive = PATIENCE / 5
    seconds_to_read = PATIENCE / 5


class Impatient(BoundedProtocol):
    """The same protocol with little time, for tests of what happens once it is over."""

    seconds_to_arrive = 0.3
    seconds_to_read = 0.3


Protocol = type[BoundedProtocol]


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the path and the size of the body.

    ``/early`` answers before the body came, ``/slow`` takes 0.6 seconds, ``/large`` answers with megabytes.
    """
    seen.append(scope)
    size, more = 0, scope["path"] != "/early"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    if scope["path"] == "/slow":
        await asyncio.sleep(0.6)
    body = f"{scope['path']} {size}".encode()
    if scope["path"] == "/large":
        body *= 2**20
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def served(
    protocol: Protocol,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter, uvicorn.Server]]:
    """A server, and one connection to it."""
    server = uvicorn.Server(config_of(protocol))
    serving = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    reader, writer = await connect(server)
    try:
        yield reader, writer, server
    finally:
        writer.close()
        server.should_exit = True
        await serving


def config_of(protocol: Protocol) -> uvicorn.Config:
    return uvicorn.Config(
        echo,
        host="127.0.0.1",
        port=0,
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        timeout_keep_alive=int(PATIENCE),
    )


async def connect(server: uvicorn.Server) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """One more connection to a server."""
    port = server.servers[0].sockets[0].getsockname()[1]
    return await asyncio.open_connection("127.0.0.1", port, limit=2**22)


def answers_to(*parts: bytes, pause: float = 0.0, protocol: Protocol = Patient) -> bytes:
    """Everything that is answered to these parts, until the server closes the connection."""

    async def talk() -> bytes:
        async with served(protocol) as (reader, writer, _):
            for part in parts:
                writer.write(part)
                await asyncio.sleep(pause)
            return await asyncio.wait_for(reader.read(), PATIENCE)

    return asyncio.run(talk())


def run(talk: Callable[..., Coroutine[Any, Any, None]], protocol: Protocol = Patient) -> None:
    """Hold this conversation with a server of its own."""

    async def whole() -> None:
        async with served(protocol) as connection:
            await asyncio.wait_for(talk(*connection), PATIENCE)

    asyncio.run(whole())


async def pass_time(seconds: float) -> None:
    """Have this much time pass for the event loop at once: what is due by then is done."""
    loop = asyncio.get_running_loop()
    clock = loop.time
    vars(loop)["time"] = lambda: clock() + seconds
    await asyncio.sleep(0)


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The head and the body of the next response."""
    head = await reader.readuntil(b"\r\n\r\n")
    size = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    return head, await reader.readexactly(int(size.split(b":")[1]))
