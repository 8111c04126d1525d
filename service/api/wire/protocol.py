"""The server's HTTP/1 protocol: uvicorn's, with request heads bounded in size and in time.

What the parser refuses never reaches the application, so it is answered here, as a problem like any other,
and in English: the language of a request that cannot be read is unknown. Imports problems, and uvicorn.
"""

import asyncio
from typing import Any

import httptools
from litestar.exceptions import ClientException
from msgspec import UNSET
from msgspec.json import encode
from msgspec.structs import replace
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from service.api.problems.responses import MEDIA_TYPE, kind_of, problem_of

_MOST_HEAD_BYTES = 32 * 1024
_MOST_HEADERS = 100
# Requests that a client sends ahead of the responses: each costs memory until its turn.
_MOST_PIPELINED = 32
_LINGER_SECONDS = 2.0


class _HeadRefused(Exception):
    """A request head breaks a bound, or too many requests are pipelined. Raised through the parser."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection. It ends when a head is too large, too slow, or cannot be parsed.

    ``seconds_to_arrive`` bounds the wait for a whole head, ``seconds_to_read`` how long the client may leave
    its responses unread.
    """

    seconds_to_arrive = 15.0
    seconds_to_read = 30.0

    _head_timer: asyncio.TimerHandle | None = None
    _read_timer: asyncio.TimerHandle | None = None
    _is_in_head = False
    _is_closing = False
    # Bytes received since the last complete head or part of a body.
    _pending_bytes = 0

    def connection_made(self, transport: Any) -> None:
        """Start the timer of the first head."""
        super().connection_made(transport)
        self._start_head_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all timers."""
        self._stop_head_timer()
        if self._read_timer is not None:
            self._read_timer.cancel()
        super().connection_lost(exc)

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
        if self._is_closing:
            return
        self._unset_keepalive_if_required()
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
            and len(self.pipeline) < _MOST_PIPELINED
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
        kind = kind_of(ClientException())
        body = encode(replace(problem_of(kind, "en", ""), instance=UNSET))
        headers = [
            *self.server_state.default_headers,
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-language", b"en"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            (b"connection", b"close"),
        ]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        self.transport.write(STATUS_LINE[kind.status] + lines + b"\r\n" + body)
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
