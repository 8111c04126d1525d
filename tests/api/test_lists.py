"""Lists of stored assessments: newest first, narrowed, read on by cursor, one tenant's only."""

import re

import pytest

from tests.api.test_stored import created
from tests.support.http_client import OTHER_KEY, Client


def test_lists_are_newest_first_and_read_on_without_gap_or_double(client: Client) -> None:
    ids = [created(client, "g")["id"] for _ in range(7)]
    read: list[str] = []
    path = "/v1/assessments?reference=g&limit=3"
    page = client.read(path).json()
    while True:
        read += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        page = client.read(f"{path}&cursor={page['next_cursor']}").json()
    assert read == ids[::-1]


def test_a_list_says_of_each_what_its_assessment_says(client: Client) -> None:
    found = created(client, "h")
    (item,) = client.read("/v1/assessments?reference=h").json()["items"]
    assert item == {
        "id": found["id"],
        "created_at": found["created_at"],
        "reference": "h",
        "section": found["organisation"]["section"],
        "size": found["organisation"]["size"],
        "country": "FR",
        "methodology": found["methodology"]["version"],
        "level": found["maturity"]["level"],
        "index": found["maturity"]["index"],
        "coverage": found["maturity"]["coverage"],
        "score": found["importance"]["score"],
        "band": found["importance"]["band"],
        "recommended": found["sourcing"]["recommended"],
        "link": f"/v1/assessments/{found['id']}",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("level=network", False),
        ("sourcing=in_house_team", False),
        ("section=G&size=small_medium", True),
        ("section=A", False),
        ("since=2026-11-22", True),
        ("since=2026-11-22T11:00:00%2B01:00&until=2026-11-23", True),
        ("since=2026-11-23", False),
        ("until=2026-02-31", False),
        ("since=2030-01-01&until=2020-01-01", False),
        ("since=1000-01-01", True),
        ("since=9999-12-31T23:59:59-23:59", False),
        ("until=1000-01-01T00:00:00%2B23:59", False),
    ],
)
def test_filters_narrow_and_an_empty_range_is_an_empty_page(client: Client, query: str, found: bool) -> None:
    if not client.read("/v1/assessments?reference=i").json()["items"]:
        created(client, "i")
    answer = client.read(f"/v1/assessments?reference=i&{query}")
    assert answer.status_code == 200, answer.text
    assert bool(answer.json()["items"]) is found


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=101", "limit=1.5", "limit=x", "limit=", "cursor=abc", "cursor=", "level=best",
        "since=yesterday", "since=2026-13-01", "until=2026-01-01T10:00:00", "limit=1&limit=2", "sort=id",
        "reference=%00", "limit=99999999999999999999999", "cursor=" + "A" * 22 + "%0A",
    ],
)  # fmt: skip
def test_a_bad_query_is_told_by_the_name_of_its_parameter(client: Client, query: str) -> None:
    answer = client.read(f"/v1/assessments?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].startswith("?" + re.split("[=&]", query)[0])


def test_a_list_holds_nothing_of_another_tenant(client: Client) -> None:
    created(client, "j")
    assert client.read("/v1/assessments?reference=j", key=OTHER_KEY).json() == {
        "items": [],
        "next_cursor": None,
    }


def test_a_parameter_that_is_missing_is_told_beside_every_other_fault(client: Client) -> None:
    answer = client.read("/v1/assessments?refrence=x", method="DELETE")
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("?refrence", "unknown_parameter"),
        ("?reference", "missing_parameter"),
    ]
