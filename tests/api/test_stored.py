"""Stored assessments as a client sees them: kept once, read again alike, listed, compared, erased."""

import json
import re
from asyncio import Runner
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from service.api.examples import PROFILE
from service.api.server import create_app
from service.api.services import Services
from service.application.assessments.assessments import Assessments
from service.errors import Unavailable
from service.model.answer.assessment import Assessment
from service.model.documents.stored_assessment import StoredAssessment
from tests.fakes.assessment_store import MemoryAssessmentStore
from tests.fakes.observer import RecordingObserver
from tests.support.http_client import KEY, OTHER_KEY, Client
from tests.support.services import given_services

ABSENT = "01a202e3-0c00-7000-8000-00000000dead"


def body_of(reference: str | None = None, **changes: Any) -> bytes:
    profile = deepcopy(PROFILE)
    profile["organisation"]["reference"] = reference
    for path, value in changes.items():
        block, _, name = path.partition("__")
        profile[block][name] = value
    return json.dumps(profile).encode()


def created(client: Client, *args: Any, **options: Any) -> dict[str, Any]:
    answer = client.create(body_of(*args), **options)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_what_is_stored_is_the_preview_with_an_id_a_date_and_links(client: Client) -> None:
    answer, preview = client.create(body_of("a")), client.preview(body_of("a")).json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/assessments/{answer.json()['id']}"
    found = answer.json()
    assert re.fullmatch(r"[0-9a-f-]{14}7[0-9a-f-]{21}", found.pop("id"))
    assert re.fullmatch(r"2026-11-22T10:\d\d:\d\d\.\d{3}Z", found.pop("created_at"))
    own = {name for name in found if found[name] != preview[name]}
    assert own == {"url", "radar_url", "badge_url"}
    assert {preview[name] for name in own} == {None}
    assert set(found) == set(preview)


def test_a_stored_assessment_has_every_member_of_a_preview() -> None:
    previewed = {field.encode_name for field in msgspec.structs.fields(Assessment)}
    kept = {field.encode_name for field in msgspec.structs.fields(StoredAssessment)}
    assert kept == previewed | {"id", "created_at"}


def test_reading_gives_the_same_body_and_an_etag_that_saves_the_next_reading(client: Client) -> None:
    first = client.create(body_of("b"), accept_language="fr", query="?include=trace")
    path = first.headers["location"]
    read = client.read(f"{path}?include=trace", accept_language="fr")
    assert (read.status_code, read.content) == (200, first.content)
    assert read.headers["cache-control"] == "private, no-cache"
    again = client.read(f"{path}?include=trace", accept_language="fr", if_none_match=read.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    english = client.read(f"{path}?include=trace", if_none_match=read.headers["etag"])
    assert (english.status_code, english.headers["content-language"]) == (200, "en")


def test_a_retry_is_stored_once_and_answered_as_the_first_time(client: Client) -> None:
    first = client.create(
        body_of("c"), idempotency_key="retry-1", accept_language="fr", query="?include=profile"
    )
    again = client.create(body_of("c"), idempotency_key="retry-1")
    assert (again.status_code, again.content) == (201, first.content)
    for name in ("location", "content-language"):
        assert again.headers[name] == first.headers[name]
    assert len(client.read("/v1/assessments?reference=c").json()["items"]) == 1
    other = client.create(body_of("c"), idempotency_key="retry-1", key=OTHER_KEY)
    assert other.json()["id"] != first.json()["id"]


def test_a_key_reused_for_another_request_is_a_conflict(client: Client) -> None:
    client.create(body_of("d"), idempotency_key="reused")
    for other in (
        client.create(body_of("d", organisation__headcount=43), idempotency_key="reused"),
        client.create(body_of("d"), idempotency_key="reused", query="?methodology=v2026.1"),
    ):
        assert (other.status_code, other.json()["type"]) == (409, "/problems/idempotency-key-reused")


@pytest.mark.parametrize("key", ["", " ", "a b", "é".encode(), "x" * 256, "a\tb"])
def test_a_malformed_key_is_told_where_and_nothing_is_stored(client: Client, key: str | bytes) -> None:
    answer = client.create(body_of("malformed"), idempotency_key=key)
    assert answer.status_code == 400
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/Idempotency-Key", "malformed_key")
    ]
    assert client.read("/v1/assessments?reference=malformed").json()["items"] == []


def test_what_is_erased_is_gone_and_a_late_retry_is_told_so(client: Client) -> None:
    first = client.create(body_of("e"), idempotency_key="erased")
    path = first.headers["location"]
    assert client.read(path, method="DELETE", key=OTHER_KEY).status_code == 404
    gone = client.read(path, method="DELETE")
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.read(path).status_code == client.read(path, method="DELETE").status_code == 404
    late = client.create(body_of("e"), idempotency_key="erased")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/erased")
    assert client.get(first.json()["radar_url"]).status_code == 404


def test_erasing_an_organisation_erases_all_of_its_assessments(client: Client) -> None:
    for _ in range(3):
        created(client, "f & co")
    kept = created(client, "other f")
    erased = client.read("/v1/assessments?reference=f%20%26%20co", method="DELETE")
    assert (erased.status_code, erased.json()) == (200, {"erased_count": 3})
    assert client.read("/v1/assessments?reference=f%20%26%20co", method="DELETE").json() == {
        "erased_count": 0
    }
    assert client.read(f"/v1/assessments/{kept['id']}").status_code == 200
    missing = client.read("/v1/assessments", method="DELETE")
    assert [fault["code"] for fault in missing.json()["errors"]] == ["missing_parameter"]


def test_history_says_what_changed_since_the_assessment_before(client: Client) -> None:
    first = created(client, "l")
    alone = client.read(f"/v1/assessments/{first['id']}?include=history").json()
    assert alone["history"] is None
    changed = body_of("l", capacity__can_hire=False, importance__brand_advantage=4)
    second = client.create(changed, query="?include=history").json()
    history = second["history"]
    assert history["previous"] == {
        "id": first["id"],
        "created_at": first["created_at"],
        "methodology": "v2026.1",
    }
    answers = {change["pointer"]: (change["before"], change["after"]) for change in history["answers"]}
    assert answers == {
        "/importance/brand_advantage": ("3", "4"),
        "/capacity/can_hire": ("true", "false"),
    }
    outputs = {change["output"]: change for change in history["outputs"]}
    assert outputs["importance_score"]["before"] == first["importance"]["score"]
    assert outputs["importance_score"]["after"] == second["importance"]["score"]
    later = client.read(f"/v1/assessments/{second['id']}?include=history").json()
    assert later["history"] == history


def test_the_trace_is_the_one_that_the_answer_includes(client: Client) -> None:
    found = created(client, "m", query="?include=trace")
    trace = client.read(f"/v1/assessments/{found['id']}/trace").json()
    assert (trace["rules"], trace["sources"]) == (found["trace"]["rules"], found["trace"]["sources"])
    assert (trace["id"], trace["methodology"]) == (found["id"], found["methodology"])


def test_a_replay_under_the_same_version_finds_nothing_different(client: Client) -> None:
    found = created(client, "n")
    replay = client.read(f"/v1/assessments/{found['id']}/replay").json()
    assert (replay["same"], replay["outputs"], replay["rules"]) == (True, [], [])
    assert replay["stored"] == replay["replayed"] == found["methodology"]
    assert replay["assessment"]["sourcing"] == found["sourcing"]
    unknown = client.read(f"/v1/assessments/{found['id']}/replay?methodology=v1999.1")
    assert unknown.status_code == 404
    assert "v1999.1" in unknown.json()["detail"]


def test_me_says_what_a_key_may_do(client: Client) -> None:
    found = client.read("/v1/me").json()
    assert (found["tenant"], found["kind"], found["scopes"]) == (
        "one",
        "sk_live",
        ["assess", "erase", "read", "stats"],
    )
    assert [limit["name"] for limit in found["limits"]] == ["requests", "previews"]
    assert KEY not in json.dumps(found)


def test_a_retry_is_not_counted_as_another_assessment(client: Client, services: Services) -> None:
    assert isinstance(services.observer, RecordingObserver)
    before = len(services.observer.assessments)
    for _ in range(2):
        client.create(body_of("counted"), idempotency_key="counted")
    assert [kind for kind, _ in services.observer.assessments[before:]] == ["stored"]


def test_a_result_that_comes_out_differently_is_never_shown_as_the_old_one(runner: Runner) -> None:
    services = given_services()
    client = Client(create_app(services), runner)
    path = client.create(body_of("drift")).headers["location"]
    store: Any = services.assessments._store
    (record,) = store.records.values()
    for changed in ({"result_digest": bytes(32)}, {"rules_digest": bytes(32)}):
        store.records[record.id] = replace(record, **changed)
        answer = client.read(path)
        assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert isinstance(services.observer, RecordingObserver)
    assert len(services.observer.crashes) == 2


def test_an_earlier_assessment_that_cannot_be_read_keeps_nothing_from_being_kept(runner: Runner) -> None:
    services = given_services()
    client = Client(create_app(services), runner)
    client.create(body_of("past"))
    store: Any = services.assessments._store
    (record,) = store.records.values()
    store.records[record.id] = replace(record, row=replace(record.row, methodology="v1999.1"))
    answer = client.create(body_of("past"), query="?include=history")
    assert (answer.status_code, answer.json()["history"]) == (201, None)
    assert client.read(f"/v1/assessments/{record.id}").status_code == 500


def test_a_store_that_cannot_keep_is_503_and_not_ready(runner: Runner) -> None:
    class Broken(MemoryAssessmentStore):
        async def insert(self, *_: Any) -> Any:
            raise Unavailable("writer_full", retry_after=7)

        find = page = probe = insert

    services = given_services()
    broken: Any = Broken()
    assessments = Assessments(
        services.computing, broken, services.benchmarks, services.links, lambda: datetime.now(UTC)
    )
    client = Client(create_app(replace(services, assessments=assessments, probe=broken.probe)), runner)
    answers = [client.create(body_of()), client.read("/v1/assessments"), client.get("/readyz")]
    answers.append(client.read(f"/v1/assessments/{ABSENT}"))
    assert [answer.status_code for answer in answers] == [503] * 4
    assert [answer.headers["retry-after"] for answer in answers] == ["7"] * 4
    assert {answer.headers["content-type"] for answer in answers} == {"application/problem+json"}
    assert client.get("/livez").status_code == client.preview(body_of()).status_code == 200
