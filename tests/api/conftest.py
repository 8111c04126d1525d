"""The HTTP face as a client sees it: the real use cases, fakes for the ports, no socket."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.types import ASGIApp

from service.api.server import create_app
from service.api.services import Services
from tests.support.http_client import Client
from tests.support.services import given_services


@pytest.fixture(scope="session")
def services() -> Services:
    return given_services()


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


@pytest.fixture(scope="session")
def contract(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="session")
def schemas(contract: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = contract["components"]["schemas"]
    return found
