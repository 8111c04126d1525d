"""A server that was told to stop: who asks meanwhile is answered, and nothing that was sent is lost."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from service.api.serving.server import DrainingServer
from tests.support.connections import GET, Patient, answer, config_of, connect
from tests.support.waiting import PATIENCE

SLOW = b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
CLOSES = b"connection: close"


class Stopped:
    """A server on a socket of its own, and how often it said that it stops."""

    def __init__(self, drain_seconds: float) -> None:
        self.told = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = self.socket.getsockname()
        self.server = DrainingServer(config_of(Patient), drain_seconds, self._count)

    def _count(self) -> None:
        self.told += 1

    def signal(self, number: int = signal.SIGTERM) -> None:
        self.server.handle_exit(number, None)


@asynccontextmanager
async def draining(seconds: float) -> AsyncIterator[Stopped]:
    stopped = Stopped(seconds)
    serving = asyncio.create_task(stopped.server._serve([stopped.socket]))
    while not stopped.server.started:
        await asyncio.sleep(0.01)
    try:
        yield stopped
    finally:
        stopped.signal()
        stopped.signal(signal.SIGINT)
        await serving


def run(talk: Callable[[Stopped], Coroutine[Any, Any, None]], seconds: float) -> None:
    async def whole() -> None:
        async with draining(seconds) as stopped:
            await asyncio.wait_for(talk(stopped), PATIENCE)

    asyncio.run(whole())


async def is_told(stopped: Stopped) -> None:
    """Return once the answers of a server end their connections."""
    while CLOSES not in b"".join(name + b": " + value for name, value in _headers(stopped)):
        await asyncio.sleep(0.01)


def _headers(stopped: Stopped) -> list[tuple[bytes, bytes]]:
    return stopped.server.server_state.default_headers


def test_while_it_drains_everybody_is_answered_and_every_answer_ends_its_connection() -> None:
    async def talk(stopped: Stopped) -> None:
        idle, begun = await connect(stopped.server), await connect(stopped.server)
        idle[1].write(GET)
        assert CLOSES not in (await answer(idle[0]))[0]
        begun[1].write(SLOW)
        await asyncio.sleep(0.1)
        stopped.signal()
        await is_told(stopped)
        late = await asyncio.open_connection(*stopped.address)
        for reader, writer in (idle, late):
            writer.write(GET)
            assert CLOSES in (await answer(reader))[0]
            assert await reader.read() == b""
            writer.close()
        assert CLOSES in (await answer(begun[0]))[0]
        begun[1].close()
        assert stopped.told == 1

    run(talk, PATIENCE)


def test_what_the_kernel_has_accepted_is_answered_and_then_nothing_is_accepted() -> None:
    """Connections are made, and requests sent, while the event loop looks elsewhere: at the last moment."""

    async def talk(stopped: Stopped) -> None:
        clients: list[socket.socket] = []
        stop_accepting = stopped.server._stop_accepting

        async def at_the_last_moment(listeners: list[socket.socket]) -> None:
            for number in range(20):
                clients.append(socket.create_connection(stopped.address))
                if number % 2:
                    clients[-1].sendall(GET)
            await stop_accepting(listeners)
            for client in clients[::2]:
                client.sendall(GET)

        vars(stopped.server)["_stop_accepting"] = at_the_last_moment
        stopped.signal()
        while len(clients) < 20:
            await asyncio.sleep(0.01)
        for client in clients:
            reader, writer = await asyncio.open_connection(sock=client)
            assert CLOSES in (await answer(reader))[0]
            writer.close()
        while stopped.server.server_state.connections:
            await asyncio.sleep(0.01)
        with socket.socket() as late:
            assert late.connect_ex(stopped.address) != 0

    run(talk, 0.0)


def test_a_request_that_arrives_on_an_idle_connection_as_it_is_closed_is_answered() -> None:
    async def talk(stopped: Stopped) -> None:
        reader, writer = await connect(stopped.server)
        writer.write(GET)
        await answer(reader)
        (protocol,) = stopped.server.server_state.connections
        # In the kernel, and unseen by the event loop, when the server closes what is idle.
        writer.write(GET)
        protocol.shutdown()
        assert (await answer(reader))[1] == b"/ 0"
        protocol.shutdown()
        assert await reader.read() == b""
        writer.close()

    run(talk, 0.0)


def test_a_second_signal_of_a_supervisor_changes_nothing_and_that_of_a_person_ends_it() -> None:
    async def talk(stopped: Stopped) -> None:
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT, signal.SIGTERM):
            stopped.signal(number)
        await is_told(stopped)
        assert not stopped.server.force_exit
        stopped.signal(signal.SIGINT)
        assert stopped.server.force_exit
        assert stopped.told == 1

    run(talk, PATIENCE)


def test_a_person_does_not_wait_for_load_balancers() -> None:
    async def talk(stopped: Stopped) -> None:
        stopped.signal(signal.SIGINT)
        while stopped.server.servers[0].is_serving():
            await asyncio.sleep(0.01)

    run(talk, PATIENCE)


def test_what_was_ignored_from_the_start_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    terminate = signal.getsignal(signal.SIGTERM)
    others = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGQUIT)}
    stopped = Stopped(0.0)
    try:
        with stopped.server.capture_signals():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) == stopped.server.handle_exit
    finally:
        stopped.socket.close()
        for number, handler in {signal.SIGHUP: before, signal.SIGTERM: terminate, **others}.items():
            signal.signal(number, handler)
