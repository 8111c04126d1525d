"""Signed links open one picture for whoever has them; limits tell each caller what it may still ask."""

import json
import re
from asyncio import Runner
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from service.api.examples import PROFILE
from service.api.server import create_app
from service.api.services import Services
from tests.api.test_stored import body_of, created
from tests.support.http_client import ASSESS_ONLY_KEY, KEY, ORIGIN, OTHER_KEY, PAGE_KEY, Client
from tests.support.services import given_services


@pytest.mark.parametrize("picture", ["radar", "badge"])
def test_a_signed_link_opens_its_picture_without_a_key(client: Client, picture: str) -> None:
    link = created(client, "link-a")[f"{picture}_url"]
    drawn = client.get(link, headers={"accept-language": "fr"})
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert drawn.headers["content-language"] == "fr"
    assert drawn.headers["content-security-policy"].startswith("default-src 'none'")
    assert b"<svg" in drawn.content[:100]
    again = client.get(link, headers={"accept-language": "fr", "if-none-match": drawn.headers["etag"]})
    assert again.status_code == 304
    assert client.read(urlsplit(link).path).status_code == 200
    assert client.read(urlsplit(link).path, key=OTHER_KEY).status_code == 404


def tampered(link: str) -> list[str]:
    """The link changed in each of its parts."""
    parts, query = urlsplit(link), parse_qs(urlsplit(link).query)
    expires, signature = int(query["expires"][0]), query["signature"][0]
    other = "B" if signature[0] == "A" else "A"
    other_id = parts.path.replace(parts.path.split("/")[3], str(UUID(int=7 << 76 | 2 << 62)))
    return [
        f"{parts.path}?expires={expires + 604_800}&signature={signature}",
        f"{parts.path}?expires={expires}&signature={other}{signature[1:]}",
        f"{parts.path.replace('radar', 'badge')}?{parts.query}",
        f"{other_id}?{parts.query}",
        f"{parts.path}?signature={signature}",
        f"{parts.path}?signature=nonsense",
        f"{parts.path}?expires=soon&signature={signature}",
    ]


def test_a_link_that_was_changed_does_not_open(client: Client) -> None:
    for link in tampered(created(client, "link-b")["radar_url"]):
        answer = client.get(link)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/link-refused"), link
    link = created(client, "link-b")["radar_url"]
    assert client.get(link.partition("&signature")[0]).status_code == 401
    assert client.get(link.replace("radar.svg", "trace")).status_code == 401


def test_a_link_expires_after_some_weeks(client: Client, services: Services) -> None:
    clock: Any = services.links._clock
    link, before = created(client, "link-c")["radar_url"], clock.now
    expires = int(parse_qs(urlsplit(link).query)["expires"][0])
    assert 28 * 86_400 <= expires - before.timestamp() <= 35 * 86_400
    try:
        clock.now = type(before).fromtimestamp(expires + 1, before.tzinfo)
        assert client.get(link).status_code == 403
    finally:
        clock.now = before


def test_links_name_neither_tenant_nor_organisation(client: Client) -> None:
    found = created(client, "secret-name")
    for picture in (found["radar_url"], found["badge_url"]):
        assert "secret-name" not in picture
        assert "secret-name" not in client.get(picture).text


def test_every_answer_says_what_is_left_and_the_first_too_many_is_429(runner: Runner) -> None:
    client = Client(create_app(given_services(quota=3)), runner)
    left = []
    for _ in range(3):
        answer = client.read("/v1/me")
        assert answer.headers["ratelimit-policy"] == '"requests";q=3;w=60'
        left.append(answer.headers["ratelimit"])
    assert left == ['"requests";r=2;t=20', '"requests";r=1;t=40', '"requests";r=0;t=60']
    refused = client.read("/v1/me")
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-requests")
    assert refused.headers["retry-after"] == "20"
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.read("/v1/me", key=OTHER_KEY).status_code == 200
    assert client.preview(body_of()).status_code == 200
    assert client.get("/livez").status_code == client.get("/metrics").status_code == 200


def test_spelling_the_header_otherwise_is_no_new_caller(runner: Runner) -> None:
    client = Client(create_app(given_services(quota=2)), runner)
    spellings = [f"Bearer {KEY}", f"bEARER {KEY}", f"Bearer   {KEY}  "]
    asked = [client.send("GET", "/v1/me", headers={"authorization": each}) for each in spellings]
    statuses = [answer.status_code for answer in asked]
    assert statuses == [200, 200, 429]


def test_guessing_keys_is_limited_too(runner: Runner) -> None:
    client = Client(create_app(given_services(quota=5)), runner)
    statuses = [client.read("/v1/me", key=f"sk_live_{guess}").status_code for guess in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    assert client.read("/v1/me", key=KEY).status_code == 200


def test_what_costs_more_counts_as_more(runner: Runner) -> None:
    client = Client(create_app(given_services(quota=35)), runner)
    dear = client.preview(body_of(), query="?include=counterfactuals")
    assert (dear.status_code, dear.headers["ratelimit"]) == (200, '"previews";r=9;t=45')
    again = client.preview(body_of(), query="?include=counterfactuals")
    assert (again.status_code, again.headers["retry-after"]) == (429, "30")
    assert client.preview(body_of()).status_code == 200


def test_a_key_that_is_revoked_while_the_body_arrives_stores_nothing(runner: Runner) -> None:
    services = given_services()
    keys: Any = services.keys
    client = Client(create_app(services), runner)

    async def late() -> AsyncIterator[bytes]:
        yield body_of()
        keys._keys.clear()

    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
    answer = client.send("POST", "/v1/assessments", content=late(), headers=headers)
    assert answer.status_code == 401
    store: Any = services.assessments._store
    assert store.records == {}


def lasting(client: Client, assessment_id: str, key: str = KEY) -> str | None:
    """The address of the lasting badge, from the header that leads to it."""
    badge = client.read(f"/v1/assessments/{assessment_id}/badge.svg", key=key)
    assert badge.status_code == 200
    if "link" not in badge.headers:
        return None
    found = re.fullmatch(r'<(.+)>; rel="latest-version"; type="image/svg\+xml"', badge.headers["link"])
    assert found
    return found[1]


def test_a_lasting_badge_shows_the_latest_assessment_and_does_not_expire(
    client: Client, services: Services
) -> None:
    first = created(client, "lasting")
    link = lasting(client, first["id"])
    assert link is not None
    assert "lasting" not in link
    assert client.get(link).content == client.read(f"/v1/assessments/{first['id']}/badge.svg").content
    declared = {name: {"level": "network"} for name in PROFILE["competencies"]}
    later = client.create(json.dumps(PROFILE | {
        "organisation": PROFILE["organisation"] | {"reference": " lasting "}, "competencies": declared,
    }).encode()).json()  # fmt: skip
    badge = client.read(f"/v1/assessments/{later['id']}/badge.svg").content
    assert badge != client.read(f"/v1/assessments/{first['id']}/badge.svg").content
    clock: Any = services.links._clock
    before = clock.now
    try:
        clock.now = before + timedelta(days=4000)
        assert client.get(f"{link}&utm_source=site").content == badge
    finally:
        clock.now = before
    assert client.read(f"/v1/assessments/{later['id']}", method="DELETE").status_code == 204
    assert client.get(link).status_code == 200
    assert client.read(f"/v1/assessments/{first['id']}", method="DELETE").status_code == 204
    assert client.get(link).status_code == 404


def test_a_lasting_badge_shows_what_was_stored_last_though_the_clock_was_ahead_before(
    client: Client, services: Services
) -> None:
    clock: Any = services.assessments._clock
    before = clock.now
    clock.now = before + timedelta(days=4000)
    try:
        ahead = created(client, "lasting-d")
    finally:
        clock.now = before
    declared = {name: {"level": "network"} for name in PROFILE["competencies"]}
    organisation = PROFILE["organisation"] | {"reference": "lasting-d"}
    body = PROFILE | {"organisation": organisation, "competencies": declared}
    last = client.create(json.dumps(body).encode()).json()
    shown = client.get(str(lasting(client, ahead["id"]))).content
    assert shown == client.read(f"/v1/assessments/{last['id']}/badge.svg").content
    assert shown != client.read(f"/v1/assessments/{ahead['id']}/badge.svg").content


def test_a_lasting_badge_opens_nothing_else_and_is_nobody_elses(client: Client) -> None:
    mine = created(client, "lasting-b")
    link = str(lasting(client, mine["id"]))
    theirs = created(client, "lasting-b", key=OTHER_KEY)
    assert client.get(link).content == client.read(f"/v1/assessments/{mine['id']}/badge.svg").content
    wrong = [
        link.replace("badge.svg", "radar.svg"),
        link.replace(mine["id"], theirs["id"]),
        f"{link}&expires=0",
        f"{link}&expires=99999999999",
        mine["badge_url"].replace("expires", "expired"),
        link[:-1] + ("A" if link[-1] != "A" else "Q"),
    ]
    assert [client.get(other).status_code for other in wrong] == [403] * len(wrong)
    assert client.get(link.replace("badge.svg", "trace")).status_code == 401
    assert client.read(urlsplit(link).path, key=ASSESS_ONLY_KEY).status_code == 403


def test_there_is_no_lasting_badge_of_what_is_no_organisations(client: Client) -> None:
    assert lasting(client, created(client, None)["id"]) is None
    claimed = client.create(body_of("lasting-c"), key=PAGE_KEY, origin=ORIGIN)
    assert claimed.status_code == 201, claimed.text
    assert lasting(client, claimed.json()["id"]) is None
    own = created(client, "lasting-c")
    shown = client.get(str(lasting(client, own["id"]))).content
    assert shown == client.read(f"/v1/assessments/{own['id']}/badge.svg").content
