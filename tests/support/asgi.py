"""Sends a request to an ASGI application in this process: no socket, and none of what an HTTP client adds.

An ``httpx.AsyncClient`` costs more than most of the requests that the tests make with it.
"""

import asyncio
from typing import Any

import httpx
from litestar.types import ASGIApp

BASE_URL = "http://palier.test"


class Exchange:
    """One request and what the application answers to it."""

    def __init__(self, request: httpx.Request) -> None:
        self._request = request
        assert isinstance(request.stream, httpx.AsyncByteStream)
        self._body = aiter(request.stream)
        self._body_is_sent = False
        self._is_complete = asyncio.Event()
        self._start: dict[str, Any] = {}
        self._parts: list[bytes] = []

    @property
    def scope(self) -> dict[str, Any]:
        url = self._request.url
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self._request.method,
            "headers": [(name.lower(), value) for name, value in self._request.headers.raw],
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": url.raw_path.partition(b"?")[0],
            "query_string": url.query,
            "server": (url.host, url.port),
            "client": ("127.0.0.1", 123),
            "root_path": "",
        }

    @property
    def response(self) -> httpx.Response:
        """The response, read; it has the headers that the application sent and no others."""
        assert self._is_complete.is_set()
        stream = httpx.ByteStream(b"".join(self._parts))
        response = httpx.Response(
            self._start["status"], headers=self._start["headers"], stream=stream, request=self._request
        )
        response.read()
        return response

    async def receive(self) -> dict[str, Any]:
        """The next part of the body; once it has been sent and answered, the client disconnects."""
        if self._body_is_sent:
            await self._is_complete.wait()
            return {"type": "http.disconnect"}
        try:
            return {"type": "http.request", "body": await anext(self._body), "more_body": True}
        except StopAsyncIteration:
            self._body_is_sent = True
            return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            if self._request.method != "HEAD":
                self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                self._is_complete.set()


async def respond(app: ASGIApp, method: str, path: str, **options: Any) -> httpx.Response:
    """The application's response; ``options`` are those of ``httpx.Request``."""
    exchange = Exchange(httpx.Request(method, f"{BASE_URL}{path}", **options))
    await app(exchange.scope, exchange.receive, exchange.send)  # type: ignore[arg-type]
    return exchange.response
