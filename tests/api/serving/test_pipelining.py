"""Requests sent ahead of their answers: all are answered, few wait in memory, nobody waits behind them."""

import asyncio
import gc
import socket
import struct

import uvicorn

from service.api.serving.protocol import BoundedProtocol
from tests.support.connections import GET, Patient, answer, connect, run, seen

SLOW = b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
OTHER = b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n"
# What one piece of what was received can hold, and what waits already.
MOST_WAITING = 2048 // len(GET) + 8 + 1
RESET = struct.pack("ii", 1, 0)


def protocols() -> list[BoundedProtocol]:
    """Those that are in memory, whatever keeps them there."""
    gc.collect()
    return [each for each in gc.get_objects() if isinstance(each, BoundedProtocol)]


def test_whatever_is_sent_ahead_is_answered_and_little_of_it_waits_in_memory() -> None:
    async def talk(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: uvicorn.Server
    ) -> None:
        writer.write(SLOW + GET * 2000)
        assert (await answer(reader))[1] == b"/slow 0"
        (protocol,) = server.server_state.connections
        assert isinstance(protocol, BoundedProtocol)
        most = 0
        for _ in range(2000):
            assert (await answer(reader))[1] == b"/ 0"
            most = max(most, len(protocol.pipeline))
        assert 8 <= most <= MOST_WAITING
        assert protocol._unparsed == b""
        assert not protocol.flow.read_paused
        writer.write(OTHER)
        assert (await answer(reader))[1] == b"/other 0"

    run(talk)


def test_bodies_sent_ahead_come_to_their_requests_however_they_are_cut() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: uvicorn.Server) -> None:
        sizes = [3, 70_000, 0, 1, 2047, 2048, 2049] * 30
        for size in sizes:
            head = f"POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n"
            writer.write(head.encode() + b"G" * size)
        for size in sizes:
            assert (await answer(reader))[1] == f"/p {size}".encode()

    run(talk)


def test_what_waits_is_not_read_on_by_whoever_wants_to_read_on() -> None:
    async def talk(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: uvicorn.Server
    ) -> None:
        writer.write(SLOW + GET * 200_000)
        assert (await answer(reader))[1] == b"/slow 0"
        (protocol,) = server.server_state.connections
        assert isinstance(protocol, BoundedProtocol)
        for _ in range(1000):
            protocol.flow.resume_reading()
            await asyncio.sleep(0)
            assert len(protocol._unparsed) < 2**20
        writer.transport.abort()

    run(talk)


def test_a_request_comes_in_between_those_that_others_have_sent_ahead() -> None:
    """Without turns, every round of the event loop begins one of each connection before the other's."""

    async def talk(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: uvicorn.Server
    ) -> None:
        ahead = [await connect(server) for _ in range(40)]
        for _, each in ahead:
            each.write(SLOW + GET * 8)
        seen.clear()
        while not any(scope["path"] == "/" for scope in seen):
            await asyncio.sleep(0)
        before = len(seen)
        writer.write(OTHER)
        assert (await answer(reader))[1] == b"/other 0"
        paths = [scope["path"] for scope in seen[before:]]
        assert paths.index("/other") < 20
        for other, each in ahead:
            assert [(await answer(other))[1] for _ in range(9)] == [b"/slow 0"] + [b"/ 0"] * 8
            each.close()

    run(talk)


def test_a_connection_that_was_reset_leaves_nothing_behind() -> None:
    """A timer that still runs would keep its last request for as long as an idle connection may last."""

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter, server: uvicorn.Server) -> None:
        port = server.servers[0].sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        for request in (GET, GET * 3, SLOW + GET, SLOW + GET * 3000, b"GET / HT", b"\x00"):
            client = socket.create_connection(("127.0.0.1", port))
            client.setblocking(False)
            await loop.sock_sendall(client, request)
            await loop.sock_recv(client, 65_536) if b"HTTP/1.1" in request else await asyncio.sleep(0.05)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            client.close()
        # All but that of this conversation; requests that had begun end by themselves.
        while len(server.server_state.connections) > 1 or server.server_state.tasks:
            await asyncio.sleep(0.02)
        assert len(protocols()) == 1
        writer.close()

    gc.collect()
    run(talk, Patient)
