"""Who may call what: by the contract, operation by operation, and before anything else is looked at."""

import asyncio
import json
from asyncio import Runner
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal, get_args

import pytest
from msgspec import Meta
from msgspec.structs import replace

from service.api.examples import PROFILE
from service.api.server import create_app
from service.api.services import Services
from service.api.wire.body import StrictRequest
from service.api.wire.envelope import ResponseEnvelope
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery
from service.application.ports.key_store import UNUSED_SCOPES, Key, Scope
from service.errors import Unavailable
from tests.fakes.observer import RecordingObserver
from tests.support.http_client import ASSESS_ONLY_KEY, KEY, OTHER_KEY, READ_ONLY_KEY, Client
from tests.support.services import given_services

ABSENT = "01a202e3-0c00-7000-8000-00000000dead"
PARTS = ("", "/trace", "/replay", "/benchmark", "/radar.svg", "/badge.svg")


@pytest.fixture(scope="module")
def operations(client: Client) -> list[tuple[str, str, str | None]]:
    """Every operation of the contract: its method, a path of it, and the scope that it needs, if any."""
    contract: dict[str, Any] = client.get("/openapi.json").json()
    return [
        (method.upper(), path.replace("{", "").replace("}", ""), operation.get("x-scope"))
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
    ]


def test_an_operation_answers_401_without_a_key_if_and_only_if_the_contract_says_so(
    client: Client, operations: list[tuple[str, str, str | None]]
) -> None:
    for method, path, scope in operations:
        for header in ({}, {"authorization": "Bearer sk_live_wrong"}, {"authorization": "Basic eDp5"}):
            # Everything else about this request is wrong as well, wherever anything can be.
            answer = client.send(method, f"{path}?x=1", content=b"{", headers=header)
            assert (answer.status_code == 401) is (scope is not None), (method, path, answer.status_code)


def test_an_operation_that_needs_a_key_needs_its_scope_too(
    client: Client, operations: list[tuple[str, str, str | None]]
) -> None:
    for method, path, scope in operations:
        for key, allowed in ((READ_ONLY_KEY, {"read", "any"}), (ASSESS_ONLY_KEY, {"assess", "any"})):
            answer = client.send(method, path, content=b"{", headers={"authorization": f"Bearer {key}"})
            assert (answer.status_code == 403) is (scope is not None and scope not in allowed), (method, path)


def test_a_refusal_names_the_scope_that_is_missing(
    client: Client, operations: list[tuple[str, str, str | None]]
) -> None:
    for method, path, scope in operations:
        if scope in (None, "any", "assess"):
            continue
        answer = client.read(path, key=ASSESS_ONLY_KEY, method=method)
        assert answer.json()["missing_scope"] == scope
        assert answer.headers["www-authenticate"].endswith(f'error="insufficient_scope", scope="{scope}"')
        assert f"“{scope}”" in answer.json()["detail"]


def test_erasing_takes_a_scope_of_its_own(operations: list[tuple[str, str, str | None]]) -> None:
    assert {scope for method, _, scope in operations if method == "DELETE"} == {"erase"}
    assert {method for method, _, scope in operations if scope == "erase"} == {"DELETE"}


def test_a_scope_opens_something_or_is_known_to_open_nothing_yet(
    operations: list[tuple[str, str, str | None]],
) -> None:
    opened = {scope for _, _, scope in operations} - {None, "any"}
    assert set(get_args(Scope)) - opened == UNUSED_SCOPES


@pytest.mark.parametrize("spelling", ["include=trace,history", "include=trace&include=history",
                                      "include=history&x=1", "%69nclude=%68istory"])  # fmt: skip
def test_a_part_takes_its_scope_however_it_is_asked_for(client: Client, spelling: str) -> None:
    body = json.dumps(PROFILE).encode()
    client.create(body)
    for asked in (body, b"{"):
        answer = client.create(asked, query=f"?{spelling}", key=ASSESS_ONLY_KEY, accept_language="fr")
        assert (answer.status_code, answer.json()["missing_scope"]) == (403, "read")
        assert "« include=history »" in answer.json()["detail"].replace("\u00a0", " ")
    assert client.create(body, query="?include=history").json()["history"] is not None


def test_the_contract_says_which_part_takes_which_scope(client: Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    scopes = {
        (operation["operationId"], parameter["name"]): parameter["x-scopes"]
        for methods in paths.values()
        for operation in methods.values()
        for parameter in operation["parameters"]
        if "x-scopes" in parameter
    }
    assert scopes == {("createAssessment", "include"): {"history": "read"}}


def test_an_operation_that_can_be_asked_for_a_part_without_a_scope_does_not_start() -> None:
    class Query(NoQuery, frozen=True, kw_only=True):
        include: Annotated[tuple[Literal["trace", "leads"], ...], Meta(min_length=1)] = ()

    with pytest.raises(LookupError, match=r"Query\.include: no scope for leads"):
        OperationSpec(tag="assessments", scope="assess", query=Query)


def test_a_key_that_may_not_read_is_answered_nothing_of_a_retry_by_one_that_may(client: Client) -> None:
    body = json.dumps(PROFILE).encode()
    client.create(body)
    first = client.create(body, query="?include=history", idempotency_key="order-77")
    assert first.json()["history"] is not None
    probes = [
        client.create(body, key=ASSESS_ONLY_KEY, idempotency_key=name) for name in ("order-77", "order-78")
    ]
    for probe in probes:
        assert (probe.status_code, probe.json()["history"]) == (201, None)
        assert probe.json()["id"] != first.json()["id"]
        assert "idempotency-replayed" not in probe.headers
    again = client.create(body, idempotency_key="order-77", accept_language="fr")
    assert again.json() == first.json()
    assert (again.headers["idempotency-replayed"], again.headers["content-language"]) == ("true", "en")


def test_whatever_the_contract_does_not_list_is_a_public_page_for_people(
    app: ResponseEnvelope, client: Client
) -> None:
    listed = client.get("/openapi.json").json()["paths"]
    assert {path.split("/")[1] for path in set(app.allow) - set(listed)} == {"", "docs", "problems"}


def test_a_body_that_does_not_arrive_in_time_is_told_as_incomplete(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StrictRequest, "seconds_to_arrive", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(30)

    answer = client.preview(slow())
    assert answer.status_code == 400
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("", "incomplete")]


def test_a_caller_that_leaves_in_the_middle_of_a_body_is_no_crash(
    app: ResponseEnvelope, runner: Runner, services: Services
) -> None:
    assert isinstance(services.observer, RecordingObserver)
    crashes = len(services.observer.crashes)
    received = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(received)

    async def send(message: Any) -> None:
        sent.append(message)

    path = "/v1/assessments/preview"
    headers = [(b"authorization", f"Bearer {KEY}".encode()), (b"content-type", b"application/json")]
    scope = {"type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": path,
             "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
             "client": None, "server": None}  # fmt: skip
    runner.run(app(scope, receive, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 400
    assert len(services.observer.crashes) == crashes


class UnreadableKeys:
    """A key store that has lost its database."""

    def find(self, _: bytes) -> Key | None:
        raise Unavailable("keys_unreadable")


def test_while_keys_cannot_be_read_every_operation_that_needs_one_says_so_as_the_contract_does(
    runner: Runner, operations: list[tuple[str, str, str | None]]
) -> None:
    client = Client(create_app(replace(given_services(), keys=UnreadableKeys())), runner)
    paths = client.get("/openapi.json").json()["paths"]
    documented = {
        (method.upper(), path.replace("{", "").replace("}", "")): "503" in operation["responses"]
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    for method, path, scope in operations:
        answer = client.send(method, path, headers={"authorization": f"Bearer {KEY}"})
        assert (answer.status_code == 503) is (scope is not None), (method, path)
        if scope is not None:
            assert documented[method, path], (method, path)
            assert answer.headers["retry-after"] == "1"


def stored_id(client: Client) -> str:
    answer = client.create(json.dumps(PROFILE).encode())
    assert answer.status_code == 201
    name: str = answer.json()["id"]
    return name


@pytest.mark.parametrize("part", PARTS)
def test_absent_and_foreign_ids_are_answered_alike(client: Client, part: str) -> None:
    mine = stored_id(client)
    bodies = set()
    for name in (mine, ABSENT):
        answer = client.read(f"/v1/assessments/{name}{part}", key=OTHER_KEY)
        assert answer.status_code == 404
        bodies.add(answer.text.replace(name, "ID"))
    assert len(bodies) == 1


@pytest.mark.parametrize("part", PARTS)
def test_what_is_no_id_is_refused_whosoever_it_would_be(client: Client, part: str) -> None:
    mine = stored_id(client)
    for name in (
        "nowhere",
        mine.replace("-", ""),
        f"{mine}%0A",
        ABSENT.replace("7000", "4000"),
    ):
        answer = client.read(f"/v1/assessments/{name}{part}", accept_language="fr")
        (fault,) = answer.json()["errors"]
        assert (answer.status_code, fault["location"], fault["pointer"]) == (400, "path", "/assessment_id")
        assert "traits d’union" in fault["detail"]


def test_the_preview_is_no_assessment(client: Client) -> None:
    assert client.read("/v1/assessments/preview").status_code == 405
