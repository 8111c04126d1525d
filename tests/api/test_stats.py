"""Statistics over HTTP, as JSON and as a table for spreadsheets."""

import asyncio
import csv
import io
import json
from typing import Any

import pytest

from service.api.examples import PROFILE
from service.api.server import create_app
from service.application.statistics.measures import COUNTS
from service.model.codes import MODELS
from tests.support.http_client import OTHER_KEY, PAGE_KEY, READ_ONLY_KEY, TEST_KEY, Client
from tests.support.services import given_services


@pytest.fixture(scope="module")
def client(runner: asyncio.Runner) -> Client:
    found = Client(create_app(given_services()), runner)
    for number in range(6):
        organisation = PROFILE["organisation"] | {"tags": ["vip"], "activity_code": "GC"[number % 2]}
        body = json.dumps(PROFILE | {"organisation": organisation}).encode()
        assert found.create(body).status_code == 201
    found.create(json.dumps(PROFILE).encode(), key=TEST_KEY)
    found.create(json.dumps(PROFILE).encode(), key=OTHER_KEY)
    return found


def rows(client: Client, query: str) -> list[dict[str, Any]]:
    answer = client.read(f"/v1/stats{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def test_everything_is_one_row_and_a_group_is_a_row_each(client: Client) -> None:
    (everything,) = rows(client, "")
    assert (everything["assessment_count"], everything["group"], everything["period_start"]) == (
        6,
        None,
        None,
    )
    sections = [(row["group"], row["assessment_count"]) for row in rows(client, "?group_by=nace_section")]
    assert sections == [("C", 3), ("G", 3)]
    assert [(row["group"], row["assessment_count"]) for row in rows(client, "?group_by=tag")] == [("vip", 6)]
    outputs = {count["output"] for count in everything["counts"]}
    assert outputs == set(COUNTS)
    for output in outputs:
        assert sum(count["count"] for count in everything["counts"] if count["output"] == output) == 6


def test_coverage_is_a_share_as_in_a_row(client: Client) -> None:
    (everything,) = rows(client, "")
    found = {row["maturity_coverage"] for row in client.read("/v1/assessments").json()["items"]}
    (coverage,) = found
    for part in ("mean", "lower_quartile", "median", "upper_quartile"):
        assert everything["maturity_coverage"][part] == coverage


def test_a_period_is_a_row_each_and_days_outside_do_not_count(client: Client) -> None:
    assert [row["period_start"] for row in rows(client, "?period=day")] == ["2026-11-22"]
    assert [row["period_start"] for row in rows(client, "?period=week")] == ["2026-11-16"]
    assert [row["period_start"] for row in rows(client, "?period=month")] == ["2026-11-01"]
    assert rows(client, "?since=2026-11-23") == []
    assert rows(client, "?until=2026-11-22") == []
    assert len(rows(client, "?since=2026-11-22&until=2026-11-23")) == 1


@pytest.mark.parametrize(
    ("query", "since", "until"),
    [
        ("since=2026-11-22T23:00:00Z", "2026-11-22", None),
        ("since=2026-11-23T00:30:00%2B01:00", "2026-11-22", None),
        ("until=2026-11-22T00:00:01Z", None, "2026-11-23"),
        ("until=2026-11-23T00:00:00Z", None, "2026-11-23"),
        ("until=9999-12-31T23:59:59Z", None, "9999-12-31"),
    ],
)
def test_a_time_stands_for_its_day_and_the_answer_says_which(
    client: Client, query: str, since: str | None, until: str | None
) -> None:
    answer = client.read(f"/v1/stats?{query}").json()
    assert (answer["since"], answer["until"]) == (since, until)
    assert [row["assessment_count"] for row in answer["rows"]] == [6]


def test_a_table_has_the_same_columns_with_rows_and_without(client: Client) -> None:
    full = client.read("/v1/stats?format=csv&group_by=nace_section&period=month")
    empty = client.read("/v1/stats?format=csv&since=2030-01-01")
    assert full.headers["content-type"] == "text/csv; charset=utf-8"
    read = list(csv.DictReader(io.StringIO(full.text, newline="")))
    assert [row["assessment_count"] for row in read] == ["3", "3"]
    assert empty.text == full.text.split("\r\n")[0] + "\r\n"
    (first, _) = rows(client, "?group_by=nace_section&period=month")
    assert float(read[0]["maturity_index_mean"]) == first["maturity_index"]["mean"]
    counts = {f"{count['output']}_{count['value'] or 'none'}": count["count"] for count in first["counts"]}
    assert {name: int(read[0][name]) for name in counts} == counts


def test_a_model_that_is_added_shifts_no_column(client: Client) -> None:
    columns = client.read("/v1/stats?format=csv").text.split("\r\n")[0].split(",")
    assert columns[:3] == ["period_start", "group", "assessment_count"]
    assert columns[-len(MODELS) :] == [f"sourcing_model_{model}" for model in MODELS]


@pytest.mark.parametrize("name", ["csv", "csv-fr"])
def test_statistics_as_a_file_have_a_name(client: Client, name: str) -> None:
    answer = client.read(f"/v1/stats?format={name}&group_by=nace_section")
    assert answer.headers["content-disposition"] == 'attachment; filename="statistics.csv"'


def test_french_spreadsheets_read_the_same_statistics(client: Client) -> None:
    plain, french = (
        client.read(f"/v1/stats?group_by=nace_section&format={name}") for name in ("csv", "csv-fr")
    )
    rows = list(csv.reader(io.StringIO(plain.text, newline="")))
    text = french.content.decode("utf-8-sig")
    assert french.content.startswith(b"\xef\xbb\xbf")
    assert [
        [cell.replace(",", ".") for cell in row] for row in csv.reader(io.StringIO(text), delimiter=";")
    ] == rows


def test_each_tenant_has_its_own_and_a_key_needs_the_scope(client: Client) -> None:
    for key in (READ_ONLY_KEY, OTHER_KEY, TEST_KEY):
        assert client.read("/v1/stats", key=key).status_code == 403
    assert client.read("/v1/stats", key=PAGE_KEY, origin="https://www.agency.example").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "group_by=name", "group_by=sourcing", "period=year", "since=2026-13-01", "until=2026-02-30",
        "since=today", "since=2026-11-22T10:00:00", "origin=x", "format=xml",
    ],
)  # fmt: skip
def test_what_is_not_in_the_contract_is_refused(client: Client, query: str) -> None:
    assert client.read(f"/v1/stats?{query}").status_code == 400
