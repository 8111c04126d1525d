"""Five hundred requests on a hundred connections, a hundred to a key: one row and one body for each key."""

import asyncio
import json
from pathlib import Path

from service.api.examples import PROFILE
from tests.live.raw_requests import Post, Response, respond_all
from tests.support.serving import Served, serving

KEYS = 5
CONNECTIONS = 100


def request_for(number: int, served: Served) -> Post:
    organisation = {**PROFILE["organisation"], "reference": f"org-{number}"}
    body = json.dumps({**PROFILE, "organisation": organisation}).encode()
    return Post("/v1/assessments?include=trace", body, served.key, f"retry-{number}")


async def responses(served: Served) -> dict[int, list[Response]]:
    """The responses by the number of the key; a connection sends every key once."""
    requests = [request_for(number, served) for number in range(KEYS)]
    orders = [[(first + step) % KEYS for step in range(KEYS)] for first in range(CONNECTIONS)]
    batches = [[requests[number] for number in order] for order in orders]
    received: dict[int, list[Response]] = {number: [] for number in range(KEYS)}
    for order, answers in zip(orders, await respond_all(served.port, batches), strict=True):
        for number, response in zip(order, answers, strict=True):
            received[number].append(response)
    return received


def test_one_row_and_one_body_for_each_key(tmp_path: Path) -> None:
    with serving(tmp_path) as served, served.client() as client:
        by_key = asyncio.run(responses(served))
        assert {response.status for received in by_key.values() for response in received} == {201}
        for received in by_key.values():
            assert len(received) == CONNECTIONS
            assert len({response.body for response in received}) == 1
        page = client.get("/v1/assessments?limit=100").json()
        assert sorted(item["reference"] for item in page["items"]) == [f"org-{n}" for n in range(KEYS)]
