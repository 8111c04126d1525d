"""Exports take memory and time: so many at once, and no faster than the quota allows."""

import asyncio
import itertools
import json
from typing import Any

import pytest
from msgspec.structs import replace

from service.api import prices
from service.api.examples import PROFILE
from service.api.operations import exports
from service.api.server import create_app
from service.application.access.rate_limits import Limiter, Policy
from service.application.exports.exports import MOST_AT_ONCE, ExportRequest
from service.application.spaces import Space
from tests.support.http_client import OTHER_KEY, Client
from tests.support.services import given_services

PATH = "/v1/exports/assessments"


def test_a_space_has_four_exports_at_a_time(runner: asyncio.Runner) -> None:
    services = given_services()
    client = Client(create_app(services), runner)
    assert client.create(json.dumps(PROFILE).encode()).status_code == 201

    async def begun() -> Any:
        export = await services.exports.begin(Space("one"), ExportRequest())
        pages: Any = export.pages
        assert len(await anext(pages)) == 1
        return pages

    running = [runner.run(begun()) for _ in range(MOST_AT_ONCE)]
    refused = client.read(PATH)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
    assert client.read(PATH, key=OTHER_KEY).status_code == 200
    runner.run(running[0].aclose())
    for _ in range(MOST_AT_ONCE + 1):
        assert client.read(PATH).status_code == 200


def test_an_export_beyond_the_quota_is_slower_and_whole(
    runner: asyncio.Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_PAUSE_SECONDS", 0)
    seconds = itertools.count()
    policies = [Policy(name, 200, 60) for name in ("requests", "previews", "public")]
    services = given_services()
    many = Client(create_app(services), runner)
    for _ in range(45):
        assert many.create(json.dumps(PROFILE).encode()).status_code == 201
    monkeypatch.setitem(prices.SETTLED, "exportAssessments", {"rows": 4})
    limiter = Limiter(policies, 1, lambda: float(next(seconds)))
    client = Client(create_app(replace(services, limiter=limiter)), runner)
    assert len(client.read(PATH).text.splitlines()) == 45
    # It has waited until a quarter of the quota was there again, for other requests.
    assert next(seconds) > 10
    assert client.read("/v1/me").status_code == 200
