"""The HTTP face as a client sees it: the real use cases, fakes for the ports, no socket."""

import asyncio
from collections.abc import Iterator

import pytest
from litestar.types import ASGIApp

from service.api.server import create_app
from service.api.services import Services
from service.application.handbook import Handbook
from service.application.ports import Key
from service.application.previews import Previews
from service.methodology.catalogue import shipped
from tests.api.client import KEY, READ_ONLY_KEY, Client
from tests.fakes import KnownKeys, Recorder


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
