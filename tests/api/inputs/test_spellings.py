"""One organisation however it is spelt, and one request however its headers and addresses came."""

import json
import unicodedata
from typing import Any
from urllib.parse import quote

import pytest

from tests.api.test_stored import body_of, created
from tests.support.http_client import KEY, Client

COMPOSED, APART = (unicodedata.normalize(form, "Café du Port") for form in ("NFC", "NFD"))


def listed(client: Client, reference: str) -> list[str]:
    items = client.read(f"/v1/assessments?reference={quote(reference)}").json()["items"]
    return [item["id"] for item in items]


def test_an_organisation_is_found_compared_and_erased_in_any_form_of_its_reference(client: Client) -> None:
    forms = (COMPOSED, APART, f" {COMPOSED}\u00a0", APART.replace("d", "d\u200b"))
    ids = [created(client, form)["id"] for form in forms]
    for form in forms:
        assert listed(client, form) == ids[::-1]
    last = client.read(f"/v1/assessments/{ids[-1]}?include=history").json()
    assert last["organisation"]["reference"] == COMPOSED
    assert last["history"]["previous"]["id"] == ids[-2]
    erased = client.read(f"/v1/assessments?reference={quote(forms[3])}", method="DELETE").json()
    assert erased == {"erased_count": len(ids)}
    assert listed(client, COMPOSED) == []


def test_another_spelling_is_no_change_and_no_other_request(client: Client) -> None:
    first = created(client, "spelt", idempotency_key="spelling-1", query="?include=history")
    spelt = body_of(" spelt ", organisation__activity_code="4771", organisation__activity_scheme=None)
    again = client.create(spelt, idempotency_key="spelling-1", query="?include=history")
    assert (again.status_code, again.json()["id"]) == (201, first["id"]), again.text
    other = client.create(spelt, query="?include=history").json()
    assert other["history"]["answers"] == []


@pytest.mark.parametrize("reference", ["%20", "%C2%A0", "%0A", ""])
def test_a_reference_with_nothing_to_see_is_refused(client: Client, reference: str) -> None:
    for method in ("GET", "DELETE"):
        answer = client.read(f"/v1/assessments?reference={reference}", method=method)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/reference"


def test_a_reference_of_unseen_characters_is_nobodys_and_not_everybodys(client: Client) -> None:
    created(client, None)
    unseen = "%E2%80%8B%E2%80%A8"
    assert client.read(f"/v1/assessments?reference={unseen}").json()["items"] == []
    erased = client.read(f"/v1/assessments?reference={unseen}", method="DELETE")
    assert erased.json() == {"erased_count": 0}


def test_no_text_breaks_a_line_of_an_export(client: Client) -> None:
    created(client, "one\u2028two\u2029three")
    lines = client.read("/v1/exports/assessments").text.splitlines()
    assert "one two three" in [json.loads(line)["reference"] for line in lines]


def test_an_id_is_found_in_capitals(client: Client) -> None:
    found = created(client, "capitals")
    for part in ("", "/trace", "/replay", "/benchmark", "/radar.svg"):
        assert client.read(f"/v1/assessments/{found['id'].upper()}{part}").status_code == 200
    assert client.get(found["badge_url"].replace(found["id"], found["id"].upper())).status_code == 200
    path = f"/v1/assessments/{found['id'].upper()}"
    assert client.read(path, method="DELETE").status_code == 204
    assert client.read(path).status_code == 404


@pytest.mark.parametrize("added", ["utm_source=mail&utm_medium=news", "v=3", "fbclid=abc", "v=1&v=2"])
def test_a_signed_link_opens_with_what_others_added_to_it(client: Client, added: str) -> None:
    found = created(client, "added")
    for link in (found["badge_url"], found["radar_url"]):
        assert client.get(f"{link}&{added}").status_code == 200
        assert client.get(link.replace("?", f"?{added}&")).status_code == 200
        assert client.get(f"{link}&signature=x").status_code == 403
    with_key = client.read(f"/v1/assessments/{found['id']}/badge.svg?{added}")
    assert with_key.status_code == 400


def in_lines(client: Client, path: str, name: str, *values: str) -> Any:
    headers = [("authorization", f"Bearer {KEY}"), *((name, value) for value in values)]
    return client.send("GET", path, headers=headers)


def test_a_header_in_several_lines_is_one_list(client: Client) -> None:
    path = f"/v1/assessments/{created(client, 'lines')['id']}"
    etag = client.read(path).headers["etag"]
    assert in_lines(client, path, "if-none-match", '"other"', etag).status_code == 304
    assert in_lines(client, path, "if-none-match", '"other"', '"another"').status_code == 200
    for values in (("de", "fr"), ("en;q=0.5", "fr;q=0.9"), ("fr_FR", "de")):
        answer = in_lines(client, path, "accept-language", *values)
        assert answer.headers["content-language"] == "fr", values


@pytest.mark.parametrize(
    ("time", "status"),
    [
        ("2026-11-22T10:00:00.1234567Z", 200),
        ("2026-11-22T10:00:00.123456789%2B01:00", 200),
        ("2024-02-29", 200),
        ("2026-02-30", 400),
        ("2026-02-29T10:00:00Z", 400),
        ("2026-13-01", 400),
        ("2026-11-22T10:00:00", 400),
        ("2026-11-22%2010:00:00Z", 400),
    ],
)
def test_a_time_has_any_number_of_digits_and_a_day_that_exists(
    client: Client, time: str, status: int
) -> None:
    for path in ("/v1/assessments?since=", "/v1/stats?until=", "/v1/exports/assessments?changed_since="):
        assert client.read(f"{path}{time}").status_code == status, path
