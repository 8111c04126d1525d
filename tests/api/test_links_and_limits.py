"""Signed links open one picture for whoever has them; limits tell each caller what it may still ask."""

from asyncio import Runner
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from service.api.server import create_app
from service.api.services import Services
from tests.api.test_stored import body_of, created
from tests.support.http_client import KEY, OTHER_KEY, Client
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
    refused = client.read("/v1/assessments")
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
    client = Client(create_app(given_services(quota=60)), runner)
    dear = client.preview(body_of(), query="?include=counterfactuals")
    assert (dear.status_code, dear.headers["ratelimit"]) == (200, '"previews";r=9;t=51')
    again = client.preview(body_of(), query="?include=counterfactuals")
    assert (again.status_code, again.headers["retry-after"]) == (429, "42")
    assert client.preview(body_of()).status_code == 200
