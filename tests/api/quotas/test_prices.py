"""What calls cost: everything has a price, the contract says which, and it is clear who pays."""

import json
from asyncio import Runner
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from service.api.examples import PROFILE
from service.api.operations.assessments import ListQuery
from service.api.prices import OPERATIONS, PARTS, SETTLED, settled
from service.api.server import create_app
from service.application.access import key_format
from service.application.ports.key_store import Key
from service.application.statistics.rollups import MOST_TAGS
from service.model.codes import StoredInclude
from tests.api.test_stored import body_of
from tests.fakes.key_store import MemoryKeyStore
from tests.support.http_client import KEY, OTHER_KEY, PAGE_KEY, TEST_KEY, Client
from tests.support.services import given_services

PUBLIC = 30
FOUND_BY_AN_INDEX = {"cursor", "limit", "reference", "since", "until"}


def client_of(runner: Runner, quota: int = 1000) -> Client:
    return Client(create_app(given_services(quota=quota)), runner)


@pytest.fixture(scope="module")
def shared(runner: Runner) -> Client:
    """A client with a quota for several tests: what one question costs is a difference."""
    return client_of(runner, 100_000)


def left(client: Client, key: str = KEY) -> int:
    """What is left of the quota for requests, this one included."""
    head = client.read("/v1/me", key=key).headers["ratelimit"]
    return int(head.partition("r=")[2].partition(";")[0])


def test_every_operation_and_every_part_has_a_price(contract: dict[str, Any]) -> None:
    operations = {
        operation["operationId"]: operation
        for methods in contract["paths"].values()
        for operation in methods.values()
    }
    assert set(OPERATIONS) == set(operations)
    assert set(PARTS) == set(get_args(StoredInclude))
    assert set(SETTLED) <= set(OPERATIONS)
    for name, operation in operations.items():
        priced = operation.get("x-cost", {"request": 0})
        assert priced["request"] == OPERATIONS[name]
        success = next(iter(operation["responses"].values()))
        assert ("RateLimit" in success["headers"]) is (OPERATIONS[name] > 0)
        assert {kind: priced[kind] for kind in SETTLED.get(name, {})} == SETTLED.get(name, {})


def test_a_preview_is_the_unit(runner: Runner) -> None:
    client = client_of(runner)
    heads = [client.preview(body_of()).headers["ratelimit"] for _ in range(2)]
    assert [head.partition(";t")[0] for head in heads] == ['"previews";r=999', '"previews";r=998']


@pytest.mark.parametrize("part", get_args(StoredInclude))
def test_a_part_costs_what_the_table_says(shared: Client, part: StoredInclude) -> None:
    before = left(shared)
    assert shared.create(body_of(), query=f"?include={part}").status_code == 201
    assert before - left(shared) - OPERATIONS["getMe"] == OPERATIONS["createAssessment"] + PARTS[part]


def test_what_is_not_known_before_is_settled_afterwards(runner: Runner) -> None:
    client = client_of(runner)
    for _ in range(45):
        assert client.create(body_of("shop-17")).status_code == 201
    before = left(client)
    assert len(client.read("/v1/exports/assessments").text.splitlines()) == 45
    after = left(client)
    assert before - after == OPERATIONS["getMe"] + OPERATIONS["exportAssessments"] + settled(
        "exportAssessments", rows=45
    )
    counted = client.read("/v1/stats")
    assert len(counted.json()["rows"]) == 1
    work = settled("getStats", rows=1, groups=1, assessments=45)
    assert after - left(client) == OPERATIONS["getMe"] + OPERATIONS["getStats"] + work
    before = left(client)
    assert client.read("/v1/assessments?reference=shop-17", method="DELETE").json() == {"erased_count": 45}
    work = settled("eraseOrganisation", erased=45)
    assert before - left(client) == OPERATIONS["getMe"] + OPERATIONS["eraseOrganisation"] + work


@pytest.mark.parametrize("name", sorted({*ListQuery.__struct_fields__} - FOUND_BY_AN_INDEX))
def test_a_list_narrowed_by_any_code_costs_what_looking_for_it_does(shared: Client, name: str) -> None:
    code = {"nace_section": "G", "size_class": "micro", "maturity_status": "provisional",
            "maturity_level": "emergent", "sourcing_status": "provisional",
            "sourcing_model": "hybrid"}[name]  # fmt: skip
    before = left(shared)
    assert shared.read(f"/v1/assessments?{name}={code}").status_code == 200
    work = settled("listAssessments", narrowed=True)
    assert before - left(shared) == OPERATIONS["getMe"] + OPERATIONS["listAssessments"] + work


def test_a_tenant_pays_for_all_its_keys_and_never_for_its_pages(runner: Runner) -> None:
    services = given_services(quota=9)
    keys = {key_format.make_key("sk_live"): f"k{number}" for number in range(9)}
    store = {
        text: Key(id=name, tenant="many", kind="sk_live", scopes=frozenset({"read"}))
        for text, name in keys.items()
    }
    client = Client(create_app(replace(services, keys=MemoryKeyStore(store))), runner)
    assert [left(client, key) for key in keys] == list(range(8, -1, -1))
    client = Client(create_app(services), runner)
    assert left(client) == 8
    assert left(client, TEST_KEY) == left(client, OTHER_KEY) == 8
    assert client.read("/v1/me", key=PAGE_KEY, origin="https://www.agency.example").status_code in (200, 403)
    assert left(client) == 7


def test_whoever_has_no_key_has_the_quota_of_an_address(runner: Runner) -> None:
    client = client_of(runner, PUBLIC)
    paths = ["/openapi.yaml", "/openapi.json", "/docs", "/docs/docs.js", "/v1/methodologies"]
    heads = [client.get(path).headers["ratelimit"].partition(";r")[0] for path in paths]
    assert heads == ['"public"'] * len(paths)
    while client.get("/openapi.yaml").status_code == 200:
        pass
    assert {client.get(path).status_code for path in paths} == {429}
    # Monitors are answered always, and a key has a quota of its own.
    assert [client.get(path).status_code for path in ("/livez", "/readyz", "/metrics")] == [200] * 3
    assert left(client) == PUBLIC - 1


def test_tags_of_visitors_and_tags_beyond_the_bound_are_stored_and_not_counted(runner: Runner) -> None:
    client = client_of(runner, 1_000_000)
    for first in range(0, MOST_TAGS + 10, 10):
        organisation = PROFILE["organisation"] | {"tags": [f"t{first + n}" for n in range(10)]}
        body = json.dumps(PROFILE | {"organisation": organisation}).encode()
        assert client.create(body).status_code == 201
    stats = client.read("/v1/stats?group_by=tag").json()
    assert (len(stats["rows"]), stats["truncated"]) == (MOST_TAGS, True)
    assert client.read("/v1/stats").json()["truncated"] is False
    newest = client.read("/v1/assessments?limit=1").json()["items"][0]
    assert newest["tags"] == [f"t{MOST_TAGS + n}" for n in range(10)]
