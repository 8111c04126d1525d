"""A client that sends raw requests to an ASGI application, without a socket."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
from litestar.types import ASGIApp

from service.application.access import key_format
from tests.support.asgi import respond

KEY = key_format.make_key("sk_live")
READ_ONLY_KEY = key_format.make_key("sk_live")
ASSESS_ONLY_KEY = key_format.make_key("sk_live")
OTHER_KEY = key_format.make_key("sk_live")
TEST_KEY = key_format.make_key("sk_test")
PAGE_KEY = key_format.make_key("pk_live")
ORIGIN = "https://www.agency.example"


class Client:
    """Sends one request at a time to an ASGI application and returns the whole answer."""

    def __init__(self, app: ASGIApp, runner: asyncio.Runner) -> None:
        self._app = app
        self._runner = runner

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._runner.get_loop().run_until_complete(respond(self._app, method, path, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.send("GET", path, **options)

    def create(
        self, body: bytes, *, query: str = "", key: str = KEY, **headers: str | bytes
    ) -> httpx.Response:
        """Send a profile to be stored, with a good key unless told otherwise."""
        return self._post("/v1/assessments", body, query, key, headers)

    def read(self, path: str, *, key: str = KEY, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask for something that needs a key."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(method, path, headers={"authorization": f"Bearer {key}"} | named)

    def preview(
        self, body: bytes | AsyncIterator[bytes], *, query: str = "", key: str = KEY, **headers: str | bytes
    ) -> httpx.Response:
        """Send raw bytes to the preview, as JSON and with a good key unless told otherwise."""
        return self._post("/v1/assessments/preview", body, query, key, headers)

    def _post(
        self,
        path: str,
        body: bytes | AsyncIterator[bytes],
        query: str,
        key: str,
        headers: dict[str, str | bytes],
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"content-type": "application/json", "authorization": f"Bearer {key}"} | named
        return self.send("POST", f"{path}{query}", content=body, headers=sent)
