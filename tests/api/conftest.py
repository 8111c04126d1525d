"""The HTTP face as a client sees it: the real use cases, fakes for the ports, no socket."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from litestar.types import ASGIApp

from service.api.server import create_app
from service.api.services import Services
from service.application import keys
from service.application.handbook import Handbook
from service.application.ports import Key
from service.application.previews import Previews
from service.methodology.catalogue import shipped
from tests.fakes import KnownKeys, Recorder

KEY = keys.make("sk_live")
READ_ONLY_KEY = keys.make("sk_live")


class Client:
    """Sends one request at a time to an ASGI application and returns the whole answer."""

    def __init__(self, app: ASGIApp, runner: asyncio.Runner) -> None:
        self._app = app
        self._runner = runner

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._runner.run(self._send(method, path, **options))

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://palier.test") as client:
            return await client.request(method, path, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.send("GET", path, **options)

    def preview(self, body: bytes, *, query: str = "", key: str = KEY, **headers: str) -> httpx.Response:
        """Send raw bytes to the preview, as JSON and with a good key unless told otherwise."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"content-type": "application/json", "authorization": f"Bearer {key}"} | named
        return self.send("POST", f"/v1/assessments/preview{query}", content=body, headers=sent)


@pytest.fixture(scope="session")
def services() -> Services:
    catalogue = shipped()
    read_only = Key(tenant="one", kind="sk_live", scopes=frozenset({"read"}))
    everything = Key(tenant="one", kind="sk_live", scopes=frozenset({"assess", "read"}))
    return Services(
        previews=Previews(catalogue),
        handbook=Handbook(catalogue),
        keys=KnownKeys({KEY: everything, READ_ONLY_KEY: read_only}),
        observer=Recorder(),
        metrics=lambda: b"# metrics\n",
    )


@pytest.fixture(scope="session")
def app(services: Services) -> ASGIApp:
    return create_app(services)


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def client(app: ASGIApp, runner: asyncio.Runner) -> Client:
    return Client(app, runner)
