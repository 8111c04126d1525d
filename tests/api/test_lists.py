"""Lists of stored assessments: newest first, narrowed, read on by cursor, one tenant's only."""

import json
import re
from copy import deepcopy

import pytest

from service.api.examples import PROFILE
from service.model.codes import COMPETENCIES
from service.model.documents.row import AssessmentRow
from tests.api.test_stored import created
from tests.support.http_client import OTHER_KEY, Client

SHARED = {
    "maturity": (
        "status", "level", "level_low", "level_high", "index", "index_low", "index_high", "coverage",
    ),
    "importance": ("status", "band", "score", "score_low", "score_high"),
    "sourcing": ("status", "model", "group", "fit", "margin"),
}  # fmt: skip


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


def test_a_row_says_what_its_assessment_says(client: Client) -> None:
    found = created(client, "h")
    (row,) = client.read("/v1/assessments?reference=h").json()["items"]
    cost = found["sourcing"]["cost_eur_per_month"]
    expected = {
        "id": found["id"],
        "created_at": found["created_at"],
        **found["organisation"],
        "methodology": found["methodology"]["version"],
        **{f"{part}_{member}": found[part][member] for part, members in SHARED.items() for member in members},
        **{
            f"maturity_{scored['competency']}": scored["score"]
            for scored in found["maturity"]["competencies"]
        },
        "sourcing_cost_eur_per_month_low": cost["low"],
        "sourcing_cost_eur_per_month_high": cost["high"],
        "next_question": found["next"]["questions"][0]["pointer"],
    }
    assert row | expected == row
    assert list(row) == list(AssessmentRow.__struct_fields__)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("maturity_level=network", False),
        ("sourcing_model=in_house_team", False),
        ("nace_section=G&size_class=small_medium", True),
        ("nace_section=A", False),
        ("since=2026-11-22", True),
        ("since=2026-11-22T11:00:00%2B01:00&until=2026-11-23", True),
        ("since=2026-11-23", False),
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
        "limit=0", "limit=101", "limit=1.5", "limit=x", "limit=", "cursor=abc", "cursor=",
        "maturity_level=best", "level=network", "since=yesterday", "since=2026-13-01", "until=2026-02-31",
        "until=2026-01-01T10:00:00", "limit=1&limit=2", "sort=id",
        "reference=%00", "limit=99999999999999999999999", "cursor=" + "A" * 22 + "%0A",
    ],
)  # fmt: skip
def test_a_bad_query_is_told_by_the_name_of_its_parameter(client: Client, query: str) -> None:
    answer = client.read(f"/v1/assessments?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].startswith("/" + re.split("[=&]", query)[0])


@pytest.mark.parametrize("digits", ["0", "101", "-1", "9" * 19, "-" + "9" * 30, "9" * 5000])
def test_a_whole_number_out_of_range_is_told_to_be_so_however_long(client: Client, digits: str) -> None:
    (fault,) = client.read(f"/v1/assessments?limit={digits}").json()["errors"]
    assert (fault["location"], fault["pointer"], fault["code"]) == ("query", "/limit", "out_of_range")


def test_the_codes_of_a_ladder_are_told_from_its_first_step_up(client: Client) -> None:
    (fault,) = client.read("/v1/assessments?maturity_level=best").json()["errors"]
    assert "hierarchical, emergent, community or network" in fault["detail"]


def test_an_assessment_that_recommends_nothing_is_found_by_its_status_and_by_no_model(client: Client) -> None:
    stored = client.create(b'{"organisation": {"country": "FR", "reference": "little-known"}}').json()
    assert (stored["sourcing"]["status"], stored["sourcing"]["model"]) == ("insufficient_evidence", None)
    for query, found in (
        ("sourcing_status=insufficient_evidence", [stored["id"]]),
        ("sourcing_status=assessed", []),
        *((f"sourcing_model={model}", []) for model in stored["sourcing"]["group"]),
    ):
        listed = client.read(f"/v1/assessments?reference=little-known&{query}").json()["items"]
        assert [row["id"] for row in listed] == found, query
    (row,) = client.read("/v1/assessments?reference=little-known").json()["items"]
    assert row["sourcing_group"] == stored["sourcing"]["group"]
    empty = ("model", "fit", "margin", "cost_eur_per_month_low", "cost_eur_per_month_high")
    assert {row[f"sourcing_{name}"] for name in empty} == {None}
    assert row["team_role"] is None


def test_a_list_holds_nothing_of_another_tenant(client: Client) -> None:
    created(client, "j")
    assert client.read("/v1/assessments?reference=j", key=OTHER_KEY).json() == {
        "items": [],
        "next_cursor": None,
    }


def test_a_parameter_that_is_missing_is_told_beside_every_other_fault(client: Client) -> None:
    answer = client.read("/v1/assessments?refrence=x", method="DELETE")
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/refrence", "unknown_parameter"),
        ("/reference", "missing_parameter"),
    ]


def test_a_level_asked_for_is_one_that_is_known_unless_the_status_asks_for_others(client: Client) -> None:
    stored = []
    for reference, competencies in (("known", COMPETENCIES), ("open", COMPETENCIES[1:])):
        profile = deepcopy(PROFILE)
        profile["organisation"]["reference"] = reference
        profile["competencies"] = {key: {"level": "community"} for key in competencies}
        stored.append(client.create(json.dumps(profile).encode()).json())
    known, provisional = stored
    assert (known["maturity"]["status"], provisional["maturity"]["status"]) == ("assessed", "provisional")
    level = provisional["maturity"]["level"]
    for query, found in (
        (f"reference=open&maturity_level={level}", []),
        (f"reference=open&maturity_level={level}&maturity_status=provisional", [provisional["id"]]),
        ("reference=open&maturity_status=provisional", [provisional["id"]]),
        ("reference=open&maturity_status=assessed", []),
        (f"reference=known&maturity_level={known['maturity']['level']}", [known["id"]]),
        ("reference=known&maturity_status=assessed", [known["id"]]),
    ):
        listed = client.read(f"/v1/assessments?{query}").json()["items"]
        assert [row["id"] for row in listed] == found, query
