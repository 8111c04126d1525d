"""No usable key in what a server leaves behind: database, log, metrics and errors, wherever a caller put it.

Every place where a key can be put by mistake gets keys of its own, each used as a credential first.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import Struct

from service.app import administration, open_database
from service.application.access.administration import KeyRequest
from service.settings import read_settings
from tests.isolation import traces
from tests.isolation.world import profile
from tests.support.postgres import Postgres
from tests.support.serving import serving
from tests.support.waiting import PATIENCE

ABSENT = "/v1/assessments/01a20560-b55b-765b-a508-dd725ec20058"
PROFILE = profile("plain")


def _organisation(**members: Any) -> dict[str, Any]:
    return {"organisation": PROFILE["organisation"] | members}


# How to ask so that the answer is an error, with the key in one place; {key} stands for it.
ERRORS: dict[str, dict[str, Any]] = {
    "a cursor": {"path": "/v1/assessments?cursor={key}"},
    "an unknown parameter's value": {"path": "/v1/me?key={key}"},
    "a parameter's name": {"path": "/v1/me?{key}=1"},
    "a version in the query": {"path": "/v1/questionnaire?methodology={key}"},
    "a part asked for": {"path": f"{ABSENT}?include={{key}}"},
    "a signature": {"path": f"{ABSENT}/radar.svg?expires=1&signature={{key}}", "headers": {}},
    "an assessment's id": {"path": "/v1/assessments/{key}"},
    "a picture's id": {"path": "/v1/assessments/{key}/badge.svg"},
    "a path": {"path": "/{key}"},
    "an encoded path": {"path": "/v1/%20{key}%20"},
    "a version": {"path": "/v1/methodologies/{key}"},
    "a rule": {"path": "/v1/methodologies/v2026.1/rules/{key}"},
    "a source": {"path": "/v1/methodologies/v2026.1/sources/{key}"},
    "a page": {"path": "/docs/{key}"},
    "no scheme": {"path": "/v1/me", "headers": {"authorization": "{key}"}},
    "another scheme": {"path": "/v1/me", "headers": {"authorization": "Basic {key}"}},
    "X-Request-Id": {"path": ABSENT, "headers": {"x-request-id": "{key}"}},
    "an idempotency key": {"path": "/v1/assessments", "headers": {"idempotency-key": "{key}"}, "json": {}},
    "a cookie": {
        "path": ABSENT,
        "headers": {"cookie": "key={key}", "user-agent": "{key}", "referer": "/{key}"},
    },
    "an origin": {"path": "/v1/nowhere", "headers": {"origin": "{key}", "host": "{key}"}},
    "a language": {"path": ABSENT, "headers": {"accept-language": "{key}", "if-none-match": "{key}"}},
    "a body's type": {"path": "/v1/assessments", "headers": {"content-type": "{key}"}, "content": "{{}}"},
    "a body": {"path": "/v1/assessments", "content": "{key}"},
    "a member's name": {"path": "/v1/assessments", "json": {"{key}": 1}},
    "a deep member's name": {"path": "/v1/assessments", "json": _organisation(**{"{key}": 1})},
    "a code": {"path": "/v1/assessments", "json": _organisation(country="{key}")},
    "a tag": {"path": "/v1/assessments", "json": _organisation(tags=["{key}"])},
}
# Where a caller stores what it chooses: its own text is kept for it, and shown to it.
STORED: dict[str, dict[str, Any]] = {
    "a stored idempotency key": {
        "path": "/v1/assessments",
        "headers": {"idempotency-key": "{key}"},
        "json": PROFILE,
    },
    "a stored reference": {
        "path": "/v1/assessments",
        "json": _organisation(reference="{key}", name="{key}", unit="{key}"),
    },
    "a reference": {"path": "/v1/assessments?reference={key}"},
}


class Traces(Struct):
    """What was left behind, and which keys were put where."""

    keys: dict[str, list[str]]
    database: bytes
    log: bytes
    metrics: bytes
    errors: dict[str, str]

    def places_of_keys_in(self, left: bytes, *, among: dict[str, Any]) -> list[str]:
        return [place for place in among if any(key.encode() in left for key in self.keys[place])]


def _mistyped(key: str) -> str:
    return key[:-1] + ("a" if key[-1] != "a" else "b")


def _keys(folder: Path, url: str | None) -> dict[str, list[str]]:
    """For each place a key that holds, one that was revoked, one of a page and one mistyped."""
    environ = {"PALIER_DATA_DIR": str(folder)} | ({"PALIER_DATABASE_URL": url} if url else {})
    database = open_database(read_settings(environ))
    using, found = administration(database), {}
    using.create_tenant("acme")
    for place in ERRORS | STORED:
        _, live = using.create_key(KeyRequest(tenant="acme"))
        entry, revoked = using.create_key(KeyRequest(tenant="acme", label="of old"))
        using.revoke(entry.key.id)
        page = KeyRequest(tenant="acme", kind="pk_live", origins=["https://www.agency.example"])
        found[place] = [live, revoked, using.create_key(page)[1], _mistyped(live)]
    database.close()
    return found


def _filled(template: Any, key: str) -> Any:
    if isinstance(template, str):
        return template.replace("{key}", key)
    if isinstance(template, dict):
        return {_filled(name, key): _filled(value, key) for name, value in template.items()}
    return [_filled(each, key) for each in template] if isinstance(template, list) else template


def _misplace(client: httpx.Client, way: dict[str, Any], key: str, credential: str) -> httpx.Response:
    filled = _filled(way, key)
    method = "POST" if filled.keys() & {"json", "content"} else "GET"
    headers = {"authorization": f"Bearer {credential}", "content-type": "application/json"}
    if filled["path"].startswith(ABSENT) and filled.get("headers") == {}:
        headers = {}
    options = {name: filled[name] for name in ("json", "content") if name in filled}
    return client.request(method, filled["path"], headers=headers | filled.get("headers", {}), **options)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def left(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traces]:
    if request.param == "sqlite":
        yield _left(tmp_path_factory.mktemp("sqlite"), None, None)
    else:
        server: Postgres = request.getfixturevalue("postgres_server")
        with server.lent() as url:
            yield _left(tmp_path_factory.mktemp("postgres"), url, server)


def _left(folder: Path, url: str | None, server: Postgres | None) -> Traces:
    keys, errors = _keys(folder, url), dict.fromkeys(ERRORS, "")
    environ = {"PALIER_RATE": "1000000"} | ({"PALIER_DATABASE_URL": url} if url else {})
    with serving(folder, **environ) as served, httpx.Client(base_url=served.url, timeout=PATIENCE) as client:
        keys["the local key"] = [served.key]
        for place, way in (ERRORS | STORED).items():
            for key in keys[place]:
                headers = {"authorization": f"Bearer {key}", "origin": "https://www.agency.example"}
                client.post("/v1/assessments/preview", headers=headers, json=PROFILE)
                answer = _misplace(client, way, key, served.key)
                if place in ERRORS:
                    assert answer.status_code >= 400, (place, answer.text)
                    errors[place] += answer.text + repr(answer.headers.raw)
                else:
                    assert answer.status_code < 300, (place, answer.text)
        working = traces.files(folder)
        metrics = client.get("/metrics").content
        served.stop()
        database = working + traces.files(folder)
        if server is not None and url is not None:
            database += traces.rows(server.superuser(url))
        return Traces(keys, database, served.log.read_bytes(), metrics, errors)


def test_no_database_holds_a_key(left: Traces) -> None:
    assert left.places_of_keys_in(left.database, among=ERRORS | {"the local key": None}) == []
    # What a caller stored is there, so that this test is known to look where it should.
    assert left.places_of_keys_in(left.database, among=STORED) == ["a stored reference"]


def test_no_log_holds_a_key(left: Traces) -> None:
    assert left.log.count(b'"event":"request"') > len(ERRORS)
    assert left.places_of_keys_in(left.log, among=left.keys) == []


def test_no_metric_holds_a_key(left: Traces) -> None:
    assert b"palier_http_requests_total{" in left.metrics
    assert left.places_of_keys_in(left.metrics, among=left.keys) == []


def test_no_error_repeats_a_key(left: Traces) -> None:
    repeated = [
        place for place, error in left.errors.items() if any(key in error for key in left.keys[place])
    ]
    assert repeated == []


def test_no_crash_is_behind_any_of_it(left: Traces) -> None:
    lines = [json.loads(line) for line in left.log.splitlines() if line.startswith(b"{")]
    usual = {"start", "stop", "request"}
    assert [line for line in lines if line["event"] not in usual or line.get("status", 0) >= 500] == []
