"""Whatever is sent, the answer is the exact status, a problem, and never a 5xx."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from service.api.examples import PROFILE
from tests.support.http_client import READ_ONLY_KEY, Client

GOOD = json.dumps(PROFILE).encode()
ORGANISATION = b'{"organisation": {"country": "FR", "headcount": 12, "activity_code": "G"%s}%s}'


def assert_problem(answer: httpx.Response, status: int, slug: str) -> list[tuple[str, str]]:
    """Check the shape of a problem and return its faults as (pointer, code)."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == "en"
    body = answer.json()
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return [(fault["pointer"], fault["code"]) for fault in body.get("errors", [])]


@pytest.mark.parametrize(
    ("member", "faults"),
    [
        (b'"importance": {"web_native": "3"}', [("/importance/web_native", "wrong_type")]),
        (b'"importance": {"web_native": true}', [("/importance/web_native", "wrong_type")]),
        (b'"importance": {"web_native": 2.5}', [("/importance/web_native", "wrong_type")]),
        (b'"importance": {"web_native": 5}', [("/importance/web_native", "out_of_range")]),
        (b'"importance": {"web_native": 1e999}', [("/importance/web_native", "out_of_range")]),
        (b'"importance": {"web_native": %s}' % (b"9" * 5000), [("/importance/web_native", "out_of_range")]),
        (b'"importance": []', [("/importance", "wrong_type")]),
        (b'"importence": {}', [("/importence", "unknown_field")]),
        (b'"a/b~c": 1', [("/a~1b~0c", "unknown_field")]),
        (b'"context": {"form": "telex"}', [("/context/form", "unknown_code")]),
        (b'"presence": {"channels": [{"kind": "x"}, {"kind": "X y"}]}',
         [("/presence/channels/1/kind", "pattern")]),
        (b'"presence": {"channels": [{}]}', [("/presence/channels/0/kind", "missing_field")]),
        (b'"presence": {"current_setup": %s}' % json.dumps(["team"] * 11).encode(),
         [("/presence/current_setup", "too_long")]),
        (b'"presence": {"current_setup": "team"}', [("/presence/current_setup", "wrong_type")]),
        (b'"governance": {"voice_delegation": true}', [("/governance/voice_delegation", "wrong_type")]),
        (b'"capacity": {"budget_eur_per_month": {"max": -1}}',
         [("/capacity/budget_eur_per_month/max", "out_of_range")]),
        (b'"competencies": {"tools": {"level": 2}}', [("/competencies/tools/level", "wrong_type")]),
    ],
)  # fmt: skip
def test_a_fault_in_the_profile_is_named_by_its_pointer(
    client: Client, member: bytes, faults: list[tuple[str, str]]
) -> None:
    answer = client.preview(ORGANISATION % (b"", b", " + member))
    assert assert_problem(answer, 400, "invalid-input") == faults


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (b'"a\\u0000b"', "pattern"),
        (b'"a\\nb"', "pattern"),
        (b'"a\\ud800b"', "invalid_text"),
        (b'"\\udc00\\ud800"', "invalid_text"),
        (b'""', "too_short"),
        (b'"%s"' % (b"a" * 201), "too_long"),
    ],
)
def test_text_that_no_store_could_keep_is_refused(client: Client, name: bytes, code: str) -> None:
    answer = client.preview(ORGANISATION % (b', "name": ' + name, b""))
    assert assert_problem(answer, 400, "invalid-input") == [("/organisation/name", code)]


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"{", b'{"organisation": NaN}', b'{"organisation": -Infinity}', b"[1,]", b"{'a': 1}",
        b"\xef\xbb\xbf" + GOOD, GOOD + b"x", GOOD + GOOD, b"\xff\xfe{\x00}\x00", b"\x00", GOOD + b"\x00",
        ORGANISATION % (b', "name": "\xff"', b""), ORGANISATION % (b', "name": "\xed\xa0\x80"', b""),
        ORGANISATION % (b', "name": "a\x00b"', b""), b'{"\\ud83d": ',
    ],
)  # fmt: skip
def test_what_is_not_json_in_utf_8_is_refused(client: Client, body: bytes) -> None:
    assert assert_problem(client.preview(body), 400, "invalid-input") == [("", "malformed_json")]


@pytest.mark.parametrize("body", [b"null", b"1", b'"x"', b"[]", b"true", b"1e999"])
def test_json_that_is_no_object_is_refused(client: Client, body: bytes) -> None:
    assert assert_problem(client.preview(body), 400, "invalid-input") == [("", "wrong_type")]


@pytest.mark.parametrize("opening", [b"[", b'{"organisation":', b'{"importance":{"a":['])
def test_a_deeply_nested_body_is_refused(client: Client, opening: bytes) -> None:
    deep = opening * (60_000 // len(opening))
    assert_problem(client.preview(deep), 400, "invalid-input")
    assert_problem(client.preview(b"[" * 100_000), 413, "body-too-large")


def test_a_lone_surrogate_in_an_unknown_name_is_refused(client: Client) -> None:
    faults = assert_problem(client.preview(ORGANISATION % (b"", b', "\\ud800": 1')), 400, "invalid-input")
    assert faults == [("/?", "unknown_field")]


def test_every_fault_of_body_and_query_is_told_at_once(client: Client) -> None:
    body = b'{"organisation": {"country": "FRA", "headcount": -1, "activity_code": "ZZZ"}, "importence": {}}'
    answer = client.preview(body, query="?include=trace,tracee&methodolgy=1&methodology=&methodology=")
    assert assert_problem(answer, 400, "invalid-input") == [
        ("/organisation/country", "unknown_code"),
        ("/organisation/headcount", "out_of_range"),
        ("/organisation/activity_code", "pattern"),
        ("/importence", "unknown_field"),
        ("/include/1", "unknown_code"),
        ("/methodolgy", "unknown_parameter"),
        ("/methodology", "too_short"),
        ("/methodology", "repeated_parameter"),
    ]
    faults = answer.json()["errors"]
    assert [fault["location"] for fault in faults] == ["body"] * 4 + ["query"] * 4
    details = [fault["detail"] for fault in faults]
    assert "ISO 3166-1" in details[0]
    assert "importance" in details[3]
    assert "methodology" in details[5]


@pytest.mark.parametrize(
    "query", ["?x=1", "?include=all",
              "?methodology=v2026.1&methodology=v2026.1", "?methodology=%ff", "?%ff=1", "?&&a",
              "?" + "a=1&" * 60, "?include=trace,", "?include=", "?methodology=" + "9" * 41,
              "?include[]=trace", "?methodology"],
)  # fmt: skip
def test_a_query_outside_the_contract_is_refused(client: Client, query: str) -> None:
    assert assert_problem(client.preview(GOOD, query=query), 400, "invalid-input")


@pytest.mark.parametrize(
    "path", ["/v1/methodologies?x=1", "/v1/questionnaire?form=api", "/v1/questionnaire?Form=full"]
)
def test_reading_is_as_strict_about_queries(client: Client, path: str) -> None:
    assert assert_problem(client.get(path), 400, "invalid-input")


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "", "application/jsonp", "application/merge-patch+json", b"\xe9",
     "application/json; charset=latin-1", "application/x-www-form-urlencoded",
     "multipart/form-data; boundary=x", "application/json, text/plain"],
)  # fmt: skip
def test_another_content_type_is_415(client: Client, content_type: str | bytes) -> None:
    answer = client.preview(GOOD, content_type=content_type)
    assert_problem(answer, 415, "unsupported-body")


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"', "application/json ;v=1"],
)
def test_json_in_utf_8_may_be_named_in_any_usual_way(client: Client, content_type: str) -> None:
    assert client.preview(GOOD, content_type=content_type).status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, identity", "x"])
def test_an_encoded_body_is_415(client: Client, encoding: str) -> None:
    assert_problem(client.preview(GOOD, content_encoding=encoding), 415, "unsupported-body")


def test_a_body_beyond_the_limit_is_413_whether_announced_or_not(client: Client) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b" " * 65_536

    assert_problem(client.preview(b" " * 10_000_000), 413, "body-too-large")
    assert_problem(client.preview(chunks()), 413, "body-too-large")


def test_a_body_of_exactly_the_limit_is_read(client: Client) -> None:
    assert client.preview(GOOD + b" " * (65_536 - len(GOOD))).status_code == 200
    assert_problem(client.preview(GOOD + b" " * (65_537 - len(GOOD))), 413, "body-too-large")


@pytest.mark.parametrize(
    ("authorization", "invalid"),
    [("", False), ("Basic eDp5", False), ("Bearer", False), ("Bearer ", False), ("Bearer x", True),
     ("Bearer sk_live_" + "a" * 39, True), ("Bearer é", True), ("bearer " + "sk_live_" * 500, True)],
)  # fmt: skip
def test_a_key_that_is_missing_or_wrong_is_401_before_anything_is_read(
    client: Client, authorization: str, invalid: bool
) -> None:
    answer = client.preview(
        b"{", query="?x=1", authorization=authorization.encode(), content_type="text/plain"
    )
    assert assert_problem(answer, 401, "unauthenticated") == []
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert ("invalid_token" in answer.headers["www-authenticate"]) is invalid


def test_a_key_without_the_scope_is_403(client: Client) -> None:
    answer = client.preview(GOOD, key=READ_ONLY_KEY)
    assert_problem(answer, 403, "forbidden")
    assert 'scope="assess"' in answer.headers["www-authenticate"]


def test_an_unknown_methodology_is_404(client: Client) -> None:
    assert_problem(client.preview(GOOD, query="?methodology=v1999.1"), 404, "not-found")


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/v1", "/v1/methodologies/v1999.1", "/v1/methodologies/..",
     "/v1/methodologies/%2e%2e%2f%2e%2e%2fetc",
     "/v1/methodologies/../../etc/passwd", "/v1/methodologies/v2026.1/rules/..%2f..%2fsettings.py",
     "/v1/methodologies/v2026.1/rules/%00", "/v1/methodologies/v2026.1/sources/%ff", "/docs/..%2fdocs.css",
     "/docs/docs.py", "/v1/methodologies/" + "9" * 5000, "/v1/questionnaire?methodology=v1999.1", "/%ff%00"],
)  # fmt: skip
def test_a_path_that_names_nothing_is_404(client: Client, path: str) -> None:
    assert_problem(client.get(path), 404, "not-found")


def test_a_problem_does_not_repeat_the_query_string(client: Client) -> None:
    answer = client.get("/v1/questionnaire?email=someone@example.org")
    assert answer.json()["instance"] == "/v1/questionnaire"


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_another_method_is_405_with_those_allowed(client: Client, method: str) -> None:
    answer = client.send(method, "/v1/assessments/preview")
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "OPTIONS, POST"


def test_allow_names_head_wherever_there_is_get(client: Client) -> None:
    answer = client.send("POST", "/v1/methodologies")
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_an_invalid_host_is_a_bad_request(client: Client) -> None:
    answer = client.get("/livez", headers={"host": "a b"})
    assert_problem(answer, 400, "bad-request")
