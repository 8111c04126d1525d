"""A uvicorn server that stops without losing a request.

Told to stop, it says so to whoever asks: it is not ready any more, and every answer ends its connection. It
still accepts for a while, so that load balancers can look elsewhere; then it takes what waits in the kernel,
accepts nothing more, and finishes what has begun. Imports uvicorn and the protocol.
"""

import asyncio
import signal
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from time import monotonic
from types import FrameType
from typing import Any

import uvicorn

from service.api.serving.protocol import BoundedProtocol

# The last of a terminal (SIGHUP) and SIGQUIT stop it like SIGTERM does: by default they would cut requests.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
# What was accepted last has sent its request by then.
_SETTLING_SECONDS = 0.2
_POLL_SECONDS = 0.05
_CLOSE = (b"connection", b"close")


class DrainingServer(uvicorn.Server):
    """A server that goes on for ``drain_seconds`` after it was told to stop, except from a terminal.

    ``on_stop`` is called by the first signal, in its handler. A second SIGINT, a person's, ends everything at
    once; any other signal after the first changes nothing, because supervisors often send it twice.
    """

    def __init__(self, config: uvicorn.Config, drain_seconds: float, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._on_stop = on_stop

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Handle signals while serving. What was ignored from the start, as by nohup, stays so."""
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self.handle_exit)
        yield

    def handle_exit(self, sig: int, _: FrameType | None) -> None:
        """Begin to stop; nobody waits at the end of a load balancer for a server that a person stops."""
        if self.should_exit:
            self.force_exit = self.force_exit or sig == signal.SIGINT
            return
        self.should_exit = True
        if sig == signal.SIGINT:
            self._drain_seconds = 0.0
        self._on_stop()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drain, then stop accepting and finish the requests that have begun."""
        self._end_connections_with_answers()
        await self._pause(self._drain_seconds)
        await self._stop_accepting(sockets or [])
        await self._pause(_SETTLING_SECONDS)
        await super().shutdown(sockets)

    def _end_connections_with_answers(self) -> None:
        self.server_state.default_headers = [*self.server_state.default_headers, _CLOSE]
        for connection in self.server_state.connections:
            assert isinstance(connection, BoundedProtocol)
            connection.end_with_answer()

    async def _stop_accepting(self, listeners: list[socket.socket]) -> None:
        """Take the connections that the kernel has accepted, which closing would reset; then close.

        Nothing runs between the last one taken and the end of listening.
        """
        waiting: list[socket.socket] = []
        for listener in listeners:
            # BlockingIOError: none waits any more.
            with suppress(OSError):
                while True:
                    waiting.append(listener.accept()[0])
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RD)
        for server in self.servers:
            server.close()
        for accepted in waiting:
            with suppress(OSError):
                await asyncio.get_running_loop().connect_accepted_socket(self._protocol, accepted)

    def _protocol(self) -> BoundedProtocol:
        kind: Any = self.config.http_protocol_class
        protocol: BoundedProtocol = kind(self.config, self.server_state, self.lifespan.state)
        return protocol

    async def _pause(self, seconds: float) -> None:
        end = monotonic() + seconds
        while not self.force_exit and monotonic() < end:
            await asyncio.sleep(min(_POLL_SECONDS, seconds))
