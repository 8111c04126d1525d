"""What web pages may do: a publishable key for its exact origins, and what browsers let a page read."""

import json
from asyncio import Runner
from ipaddress import ip_network

import httpx
import pytest
from msgspec.structs import replace

from service.api.server import create_app
from service.application.access.rate_limits import Limiter, Policy
from tests.support.http_client import KEY, ORIGIN, PAGE_KEY, TEST_KEY, Client
from tests.support.services import given_services

PROFILE = {"organisation": {"country": "FR", "headcount": 3, "activity_code": "G", "reference": "shop-17"}}
BODY = json.dumps(PROFILE).encode()
LOOK_ALIKES = [
    "https://www.agency.example.evil.example",
    "https://evil-www.agency.example",
    "http://www.agency.example",
    "https://www.agency.example:444",
    "https://www.agency.example:443",
    "https://agency.example",
    "HTTPS://WWW.AGENCY.EXAMPLE",
    "https://www.agency.example/",
    "null",
    "*",
    "",
]


def test_a_page_of_the_keys_origin_previews_and_stores(client: Client) -> None:
    assert client.preview(BODY, key=PAGE_KEY, origin=ORIGIN).status_code == 200
    kept = client.create(BODY, key=PAGE_KEY, origin=ORIGIN)
    assert kept.status_code == 201
    for answer in (kept, client.create(b"{", key=PAGE_KEY, origin=ORIGIN)):
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert "Origin" in answer.headers.get_list("vary", split_commas=True)
        assert "X-Request-Id" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origin", LOOK_ALIKES)
def test_no_other_origin_is_taken_for_it(client: Client, origin: str) -> None:
    answer = client.preview(BODY, key=PAGE_KEY, origin=origin)
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]) == (403, "origin-refused")
    assert "access-control-allow-origin" not in answer.headers


def test_without_an_origin_or_with_two_it_does_not_hold(client: Client) -> None:
    assert client.preview(BODY, key=PAGE_KEY).status_code == 403
    headers = [("authorization", f"Bearer {PAGE_KEY}"), ("origin", ORIGIN), ("origin", ORIGIN)]
    answer = client.send("POST", "/v1/assessments/preview", content=BODY, headers=headers)
    assert answer.status_code == 403


def test_it_reads_and_erases_nothing(client: Client) -> None:
    kept = client.create(BODY, key=PAGE_KEY, origin=ORIGIN).json()["id"]
    asked = [
        ("GET", "/v1/me"),
        ("GET", "/v1/assessments"),
        ("GET", f"/v1/assessments/{kept}"),
        ("GET", f"/v1/assessments/{kept}/trace"),
        ("GET", f"/v1/assessments/{kept}/replay"),
        ("GET", f"/v1/assessments/{kept}/radar.svg"),
        ("DELETE", f"/v1/assessments/{kept}"),
        ("DELETE", "/v1/assessments?reference=shop-17"),
    ]
    for method, path in asked:
        answer = client.read(path, key=PAGE_KEY, method=method, origin=ORIGIN)
        assert answer.status_code == 403, (method, path)
        assert "access-control-allow-origin" not in answer.headers
    assert client.read(f"/v1/assessments/{kept}").status_code == 200


def test_a_visitor_learns_nothing_of_the_past_by_claiming_a_reference(client: Client) -> None:
    client.create(BODY)
    refused = client.create(BODY, key=PAGE_KEY, origin=ORIGIN, query="?include=history")
    assert refused.status_code == 403
    assert "No publishable key may ask for “include=history”" in refused.json()["detail"]
    assert refused.headers["access-control-allow-origin"] == ORIGIN
    sent = client.create(BODY, key=PAGE_KEY, origin=ORIGIN, query="?include=benchmark")
    assert (sent.status_code, sent.json()["benchmark"]["norm"]["scope"]) == (201, "all")
    mine = client.create(BODY, query="?include=history").json()
    # What the visitor sent in between is no past of the organisation either.
    assert mine["history"]["previous"]["id"] != sent.json()["id"]
    assert client.read(f"/v1/assessments/{sent.json()['id']}?include=history").json()["history"] is None


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/me"), ("GET", "/v1/assessments"), ("DELETE", "/v1/assessments?reference=shop-17")],
)
def test_a_refused_publishable_key_is_told_that_no_scope_would_help(
    client: Client, method: str, path: str
) -> None:
    answer = client.read(path, key=PAGE_KEY, method=method, origin=ORIGIN)
    assert answer.status_code == 403
    assert "missing_scope" not in answer.json()
    assert "No publishable key opens this operation" in answer.json()["detail"]
    assert answer.headers["www-authenticate"] == 'Bearer realm="palier", error="insufficient_scope"'


def test_a_visitor_cannot_bring_back_what_a_server_stored_by_guessing_its_idempotency_key(
    client: Client,
) -> None:
    kept = client.create(BODY, idempotency_key="order-1").json()["id"]
    guessed = client.create(BODY, key=PAGE_KEY, origin=ORIGIN, idempotency_key="order-1")
    assert guessed.status_code == 201
    assert guessed.json()["id"] != kept
    again = client.create(BODY, key=PAGE_KEY, origin=ORIGIN, idempotency_key="order-1")
    assert again.json()["id"] == guessed.json()["id"]


def test_visitors_neither_read_nor_disturb_one_another_by_their_idempotency_keys(runner: Runner) -> None:
    services = replace(given_services(), trusted_proxies=(ip_network("127.0.0.0/8"),))
    client = Client(create_app(services), runner)
    other = json.dumps({"organisation": {"country": "DE"}}).encode()

    def sent(address: str, body: bytes = BODY) -> httpx.Response:
        headers = {"origin": ORIGIN, "idempotency_key": "form-1", "x_forwarded_for": address}
        return client.create(body, key=PAGE_KEY, **headers)

    first = sent("192.0.2.1")
    for body in (BODY, other):
        theirs = sent(f"192.0.2.{len(body)}", body)
        assert (theirs.status_code, "idempotency-replayed" in theirs.headers) == (201, False)
        assert theirs.json()["id"] != first.json()["id"]
    again = sent("192.0.2.1")
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert sent("192.0.2.1", other).status_code == 409
    # The addresses of one household or host are one visitor.
    assert sent("2001:db8::1").json()["id"] == sent("2001:db8::2").json()["id"]


def test_what_test_keys_keep_is_a_world_apart(client: Client) -> None:
    kept = client.create(BODY, key=TEST_KEY).json()["id"]
    live = client.create(BODY).json()["id"]
    assert client.read(f"/v1/assessments/{kept}", key=TEST_KEY).status_code == 200
    assert client.read(f"/v1/assessments/{kept}").status_code == 404
    assert client.read(f"/v1/assessments/{live}", key=TEST_KEY).status_code == 404
    assert client.read("/v1/assessments?reference=shop-17", key=TEST_KEY, method="DELETE").status_code == 200
    assert client.read(f"/v1/assessments/{live}").status_code == 200


def test_a_visitor_that_asks_too_much_is_told_and_others_of_the_page_are_not(runner: Runner) -> None:
    quotas = {"requests": 100, "previews": 5, "visitors": 3, "public": 100}
    policies = [Policy(name, quota, 60) for name, quota in quotas.items()]
    services = replace(
        given_services(),
        trusted_proxies=(ip_network("127.0.0.0/8"),),
        limiter=Limiter(policies, 1, lambda: 0.0),
    )
    client = Client(create_app(services), runner)

    def answer(address: str) -> httpx.Response:
        return client.preview(BODY, key=PAGE_KEY, origin=ORIGIN, x_forwarded_for=address)

    assert answer("192.0.2.1").headers["ratelimit"].startswith('"visitors";r=2')
    assert [answer("192.0.2.1").status_code for _ in range(3)] == [200, 200, 429]
    assert answer("192.0.2.2").status_code == 200
    # The key as a whole has a quota too, which refused requests did not use up.
    assert [answer(f"192.0.2.{n}").status_code for n in (3, 4)] == [200, 429]


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [
        ("/v1/assessments/preview", "POST", "*"),
        ("/v1/assessments", "POST", "*"),
        ("/v1/questionnaire", "GET", "*"),
        ("/v1/methodologies", "GET", "*"),
        ("/v1/assessments", "GET", None),
        ("/v1/assessments", "DELETE", None),
        ("/v1/me", "GET", None),
        ("/metrics", "GET", None),
        ("/readyz", "GET", None),
        ("/nowhere", "GET", None),
    ],
)
def test_a_preflight_says_what_a_page_may_ask(
    client: Client, path: str, method: str, allowed: str | None
) -> None:
    headers = {"origin": ORIGIN, "access-control-request-method": method}
    answer = client.send("OPTIONS", path, headers=headers)
    assert answer.headers.get("access-control-allow-origin") == allowed
    assert ("access-control-allow-methods" in answer.headers) is (allowed is not None)
    if allowed:
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-methods"] == method
        assert "Authorization" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    "key", [None, "pk_live_mistyped", PAGE_KEY[:-1]], ids=["no key", "of another form", "mistyped"]
)
def test_without_a_key_that_holds_nothing_tells_whose_origin_it_is(client: Client, key: str | None) -> None:
    told = set()
    for origin in (ORIGIN, *LOOK_ALIKES):
        headers = {"origin": origin, "access-control-request-method": "POST"}
        asked = [client.send("OPTIONS", "/v1/assessments/preview", headers=headers)]
        sent = {"origin": origin, "content-type": "application/json"}
        sent |= {"authorization": f"Bearer {key}"} if key else {}
        asked.append(client.send("POST", "/v1/assessments/preview", headers=sent, content=BODY))
        for answer in asked:
            # The quota is that of the address.
            for name in ("x-request-id", "ratelimit"):
                answer.headers.pop(name, None)
        told.add(str([(answer.status_code, answer.headers.multi_items(), answer.text) for answer in asked]))
        # Whoever writes the page may read what is wrong with the key.
        assert asked[1].headers["access-control-allow-origin"] == "*"
    assert len(told) == 1


def test_what_needs_no_key_may_be_read_by_every_page(client: Client) -> None:
    answer = client.get("/v1/questionnaire", headers={"origin": "https://anything.example"})
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_secret_key_in_a_page_is_not_helped(client: Client) -> None:
    for answer in (
        client.read("/v1/assessments", key=KEY, origin=ORIGIN),
        client.preview(BODY, origin=ORIGIN),
    ):
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers


def test_a_page_can_read_what_is_wrong_with_its_request(runner: Runner) -> None:
    client = Client(create_app(given_services(quota=4)), runner)
    asked = [
        client.preview(b"{", key=PAGE_KEY, origin=ORIGIN),
        client.preview(BODY, key=PAGE_KEY, origin=ORIGIN, content_type="text/plain"),
        client.preview(BODY, key=PAGE_KEY, origin=ORIGIN, query="?methodology=v1999.1"),
        client.preview(BODY, key=PAGE_KEY, origin=ORIGIN, query="?include=everything"),
        client.preview(BODY, key=PAGE_KEY, origin=ORIGIN),
    ]
    assert [answer.status_code for answer in asked] == [400, 415, 404, 400, 429]
    assert {answer.headers["access-control-allow-origin"] for answer in asked} == {ORIGIN}
    assert all("WWW-Authenticate" in answer.headers["access-control-expose-headers"] for answer in asked)
