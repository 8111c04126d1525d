"""The server's HTTP/1 protocol: uvicorn's, with bounded heads, and with pipelined requests in turn.

What the parser refuses never reaches the application, so it is answered here. Imports uvicorn.
"""

import asyncio
from functools import partial
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.api.serving.pipelining import HeldFlow, has_unread, turns_of
from service.api.serving.refusal import refusal

_MOST_HEAD_BYTES = 32 * 1024
_MOST_HEADERS = 100
# Requests that a client sends ahead of the responses cost memory until their turn: with so many waiting, no
# more is parsed. What arrives is parsed in pieces, each of which holds some eighty requests at most.
_MOST_PIPELINED = 8
_PIECE_BYTES = 2048
_LINGER_SECONDS = 2.0


class _HeadRefused(Exception):
    """A request head breaks a bound. Raised through the parser."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection. It ends when a head is too large, too slow, or cannot be parsed.

    ``seconds_to_arrive`` bounds the wait for a whole head, ``seconds_to_read`` how long the client may leave
    its responses unread. ``base_path`` is the path under which callers see the service.
    """

    base_path = ""

    seconds_to_arrive = 15.0
    seconds_to_read = 30.0

    flow: HeldFlow
    _head_timer: asyncio.TimerHandle | None = None
    _read_timer: asyncio.TimerHandle | None = None
    _is_in_head = False
    _is_closing = False
    # Whether a response has just ended: what starts then was waiting for that.
    _is_between = False
    # Received, and not parsed while enough requests wait.
    _unparsed = b""
    # Bytes received since the last complete head or part of a body.
    _pending_bytes = 0

    def connection_made(self, transport: Any) -> None:
        """Start the timer of the first head."""
        super().connection_made(transport)
        self.flow = HeldFlow(transport)
        self._start_head_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers: each would keep the connection and its last request in memory until it is due."""
        self._stop_head_timer()
        if self._read_timer is not None:
            self._read_timer.cancel()
        super().connection_lost(exc)
        # The parent stops this one after a clean end only.
        self._unset_keepalive_if_required()
        self._unparsed = b""

    def end_with_answer(self) -> None:
        """The server is about to stop: end the connection with the last answer that has not begun."""
        if not self._is_idle() and not self.cycle.response_started:
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """End an idle connection, unless a request is just arriving; any other ends with its answer."""
        if not (self._is_idle() and has_unread(self.transport)):
            super().shutdown()

    def pause_writing(self) -> None:
        """The client does not read its responses: abort unless it begins within ``seconds_to_read``."""
        super().pause_writing()
        self._read_timer = self.loop.call_later(self.seconds_to_read, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again: stop the timer."""
        super().resume_writing()
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None

    def data_received(self, data: bytes) -> None:
        """Parse received bytes unless the connection is closing; refuse what is not HTTP or too long."""
        if not self._is_closing:
            self._unparsed += data
            self._parse_received()

    def _parse_received(self) -> None:
        """Parse what was received until enough requests wait; then read nothing until some have begun."""
        self._unset_keepalive_if_required()
        data, at = self._unparsed, 0
        while at < len(data) and len(self.pipeline) < _MOST_PIPELINED and not self._is_closing:
            self._parse_piece(data[at : at + _PIECE_BYTES])
            at += _PIECE_BYTES
        self._unparsed = b"" if self._is_closing else data[at:]
        if self._unparsed:
            # The rest of a head may be in there: it is not late.
            self._stop_head_timer()
        self.flow.hold(on=bool(self._unparsed))

    def _parse_piece(self, data: bytes) -> None:
        self._pending_bytes += len(data)
        try:
            self._parse(data)
        except httptools.HttpParserError:
            self.send_400_response("")
            return
        if self._pending_bytes > _MOST_HEAD_BYTES:
            self.send_400_response("")
        elif self._head_timer is None and (self._is_in_head or self._is_idle()):
            self._start_head_timer()

    def _parse(self, data: bytes) -> None:
        # No upgrade is accepted: a request that offers one is handled like any other. But the parser stops
        # after such a head and leaves the body to the other protocol. So it parses the head again without the
        # offer; else the body would be taken for the next request, or be lost.
        while data:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                data = self._head_without_offer() + data[upgrade.args[0] :]
            else:
                return

    def _head_without_offer(self) -> bytes:
        version = self.parser.get_http_version().encode()
        headers = [name + b": " + value for name, value in self.headers if name != b"upgrade"]
        return b"\r\n".join(
            [self.parser.get_method() + b" " + self.url + b" HTTP/" + version, *headers, b"", b""]
        )

    def on_message_begin(self) -> None:
        """Begin a head. Its time is bounded from the bytes that follow."""
        super().on_message_begin()
        self._is_in_head = True
        self._stop_head_timer()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header of the head; drop trailers after a body, which no check of headers has seen."""
        if self._is_in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request if its head is acceptable."""
        if not self._is_head_acceptable():
            raise _HeadRefused
        if self.parser.should_upgrade():
            return
        super().on_headers_complete()
        self._is_in_head = False
        self._pending_bytes = 0
        self._stop_head_timer()

    def _is_head_acceptable(self) -> bool:
        size, hosts = len(self.url), 0
        for name, value in self.headers:
            size += len(name) + len(value) + 4
            hosts += name == b"host"
        version = self.parser.get_http_version()
        return (
            size <= _MOST_HEAD_BYTES
            and len(self.headers) <= _MOST_HEADERS
            and (hosts == 1 if version == "1.1" else hosts <= 1 and version == "1.0")
            and self.parser.get_method() != b"CONNECT"
        )

    def on_message_complete(self) -> None:
        """End the request, unless its head is about to be parsed again."""
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def on_body(self, body: bytes) -> None:
        """Pass on a part of the body."""
        self._pending_bytes = 0
        super().on_body(body)

    def on_response_complete(self) -> None:
        """End a request; the next of this connection begins in its turn among those of all connections."""
        self._is_between = True
        super().on_response_complete()
        self._is_between = False
        if self._unparsed and not self.transport.is_closing():
            self._parse_received()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        if self._is_between:
            turns_of(self.server_state).take(partial(self._start_in_turn, cycle, app))
        else:
            super()._start_asgi_task(cycle, app)

    def _start_in_turn(self, cycle: Any, app: Any) -> None:
        if not self.transport.is_closing():
            super()._start_asgi_task(cycle, app)

    def send_400_response(self, _: str) -> None:
        """Refuse what arrived, with a problem; requests before it are answered first."""
        self._is_closing = True
        self._stop_head_timer()
        if self._is_idle():
            self._refuse()
        elif not self.cycle.more_body:
            self.cycle.keep_alive = False
        elif self.pipeline or self.cycle.response_started:
            self.transport.close()
        else:
            # The body of the current request is broken: its reader learns that no more will arrive.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self._refuse()

    def _refuse(self) -> None:
        self.transport.write(refusal(self.server_state.default_headers, self.base_path))
        self._close_gently()

    def _close_gently(self) -> None:
        # Closing while the client still sends would reset the connection, and the response would be lost.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._head_timer = self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _start_head_timer(self) -> None:
        self._head_timer = self.loop.call_later(self.seconds_to_arrive, self._on_head_timeout)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _on_head_timeout(self) -> None:
        self._is_closing = True
        if self._is_idle():
            self.transport.close()
        else:
            self.cycle.keep_alive = False
