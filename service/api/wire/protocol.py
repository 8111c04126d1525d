"""The server's HTTP/1 protocol with what uvicorn leaves open: request heads bounded in size and in time.

What the parser refuses never reaches the application, so it is answered here, as a problem like any other,
and in English: a request that cannot be read asks for no language. Imports the shape and words of problems
from the HTTP face, and uvicorn.
"""

import asyncio
from typing import Any

import httptools
from litestar.exceptions import ClientException
from msgspec import UNSET
from msgspec.json import encode
from msgspec.structs import replace
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from service.api.problems.table import MEDIA_TYPE, kind_of, problem_of

_MOST_HEAD_BYTES = 32 * 1024
_MOST_HEADERS = 100
# Few clients send requests before they read answers; each one kept costs memory for those who never read.
_MOST_WAITING = 32
_LINGER_SECONDS = 2.0


class _Refused(Exception):
    """A request head is not one of ours, or too many requests wait for their turn."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection. It ends when a head is too large, too slow, or cannot be parsed."""

    seconds_to_arrive = 15.0
    seconds_to_read = 30.0

    _deadline: asyncio.TimerHandle | None = None
    _unheard: asyncio.TimerHandle | None = None
    _in_head = False
    _deaf = False
    _unread = 0

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a first request."""
        super().connection_made(transport)
        self._expect_soon()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was waited for."""
        self._expect_nothing()
        if self._unheard is not None:
            self._unheard.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Give a caller that does not read its answers some time to begin, then end the connection."""
        super().pause_writing()
        self._unheard = self.loop.call_later(self.seconds_to_read, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on answering a caller that reads again."""
        super().resume_writing()
        if self._unheard is not None:
            self._unheard.cancel()
            self._unheard = None

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, unless the connection is ending; refuse what is not HTTP or has no end."""
        if self._deaf:
            return
        self._unset_keepalive_if_required()
        self._unread += len(data)
        try:
            self._parse(data)
        except httptools.HttpParserError:
            self.send_400_response("")
            return
        if self._unread > _MOST_HEAD_BYTES:
            self.send_400_response("")
        elif self._deadline is None and (self._in_head or self._is_quiet()):
            self._expect_soon()

    def _parse(self, data: bytes) -> None:
        # No protocol is upgraded to: a request that offers one is a request like any other. But the parser
        # stops after its head and takes its body for the other protocol's. So it reads the head again without
        # the offer: else a caller's body would be taken for the next request, or be lost.
        while data:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                data = self._head_without_offer() + data[upgrade.args[0] :]
            else:
                return

    def _head_without_offer(self) -> bytes:
        version = self.parser.get_http_version().encode()
        kept = [name + b": " + value for name, value in self.headers if name != b"upgrade"]
        return b"\r\n".join(
            [self.parser.get_method() + b" " + self.url + b" HTTP/" + version, *kept, b"", b""]
        )

    def on_message_begin(self) -> None:
        """Begin a head; the time that it may take starts now."""
        super().on_message_begin()
        self._in_head = True
        self._expect_nothing()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; one that trails the body is dropped, because it was never checked as a header."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request if its head is within bounds and names one host."""
        if not self._is_sound():
            raise _Refused
        if self.parser.should_upgrade():
            return
        super().on_headers_complete()
        self._in_head = False
        self._unread = 0
        self._expect_nothing()

    def _is_sound(self) -> bool:
        size, hosts = len(self.url), 0
        for name, value in self.headers:
            size += len(name) + len(value) + 4
            hosts += name == b"host"
        version = self.parser.get_http_version()
        return (
            size <= _MOST_HEAD_BYTES
            and len(self.headers) <= _MOST_HEADERS
            and len(self.pipeline) < _MOST_WAITING
            and (hosts == 1 if version == "1.1" else hosts <= 1 and version == "1.0")
            and self.parser.get_method() != b"CONNECT"
        )

    def on_message_complete(self) -> None:
        """End the request, unless its head is about to be read again."""
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def on_body(self, body: bytes) -> None:
        """Hand on a part of the body."""
        self._unread = 0
        super().on_body(body)

    def send_400_response(self, _: str) -> None:
        """Answer that this is no request, in our words; what was asked before is answered first."""
        self._deaf = True
        self._expect_nothing()
        if self._is_quiet():
            self._refuse()
        elif not self.cycle.more_body:
            self.cycle.keep_alive = False
        elif self.pipeline or self.cycle.response_started:
            self.transport.close()
        else:
            # The body of the one request in hand is broken: whoever reads it learns that no more will come.
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
        self._hang_up()

    def _hang_up(self) -> None:
        # Closing at once would reset the connection while the caller still sends, and lose it the answer.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._deadline = self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    def _is_quiet(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _expect_soon(self) -> None:
        self._deadline = self.loop.call_later(self.seconds_to_arrive, self._give_up)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deaf = True
        if self._is_quiet():
            self.transport.close()
        else:
            self.cycle.keep_alive = False
