"""A thousand requests at once, two hundred to a key: one row and one body for each key."""

import asyncio
import json
from pathlib import Path

import httpx

from service.api.examples import PROFILE
from tests.support.serving import serving

KEYS = 5
RETRIES = 200


async def sent(url: str, key: str) -> list[tuple[int, int, bytes]]:
    """The number of the key, the status and the body of every request, all in flight together."""
    limits = httpx.Limits(max_connections=100)
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    async with httpx.AsyncClient(base_url=url, headers=headers, limits=limits, timeout=120) as client:

        async def one(number: int) -> tuple[int, int, bytes]:
            profile = {**PROFILE, "organisation": {**PROFILE["organisation"], "reference": f"org-{number}"}}
            answer = await client.post(
                "/v1/assessments?include=trace",
                content=json.dumps(profile),
                headers={"idempotency-key": f"retry-{number}"},
            )
            return number, answer.status_code, answer.content

        return await asyncio.gather(*(one(i % KEYS) for i in range(KEYS * RETRIES)))


def test_one_row_and_one_body_for_each_key(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        answers = asyncio.run(sent(served.url, served.key))
        assert {status for _, status, _ in answers} == {201}
        for number in range(KEYS):
            assert len({body for which, _, body in answers if which == number}) == 1
        headers = {"authorization": f"Bearer {served.key}"}
        page = httpx.get(f"{served.url}/v1/assessments?limit=100", headers=headers).json()
        assert sorted(item["reference"] for item in page["items"]) == [f"org-{n}" for n in range(KEYS)]
