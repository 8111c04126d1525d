"""Statistics over HTTP, as JSON and as a table for spreadsheets."""

import asyncio
import csv
import io
import json
from typing import Any

import pytest

from service.api.examples import PROFILE
from service.api.formats.csv import table
from service.api.server import create_app
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
    assert (everything["assessments"], everything["group"], everything["period_start"]) == (6, None, None)
    sections = [(row["group"], row["assessments"]) for row in rows(client, "?group_by=section")]
    assert sections == [("C", 3), ("G", 3)]
    assert [(row["group"], row["assessments"]) for row in rows(client, "?group_by=tag")] == [("vip", 6)]
    assert sum(each["count"] for each in everything["levels"]) == 6


def test_a_period_is_a_row_each_and_days_outside_do_not_count(client: Client) -> None:
    assert [row["period_start"] for row in rows(client, "?period=day")] == ["2026-11-22"]
    assert [row["period_start"] for row in rows(client, "?period=week")] == ["2026-11-16"]
    assert [row["period_start"] for row in rows(client, "?period=month")] == ["2026-11-01"]
    assert rows(client, "?since=2026-11-23") == []
    assert rows(client, "?until=2026-11-22") == []
    assert len(rows(client, "?since=2026-11-22&until=2026-11-23")) == 1
    # The contract lets it through: the last day of a month that has none is the first of the next.
    assert rows(client, "?since=2026-02-31&until=2026-11-31")[0]["assessments"] == 6


def test_a_table_has_the_same_columns_with_rows_and_without(client: Client) -> None:
    full = client.read("/v1/stats?format=csv&group_by=section&period=month")
    empty = client.read("/v1/stats?format=csv&since=2030-01-01")
    assert full.headers["content-type"] == "text/csv; charset=utf-8"
    read = list(csv.DictReader(io.StringIO(full.text, newline="")))
    assert [row["assessments"] for row in read] == ["3", "3"]
    assert empty.text == full.text.split("\r\n")[0] + "\r\n"
    (first, _) = rows(client, "?group_by=section&period=month")
    assert float(read[0]["index_mean"]) == first["index"]["mean"]
    assert sum(int(read[0][name]) for name in read[0] if name.startswith("level_")) == 3


def test_no_cell_of_a_table_is_a_formula() -> None:
    written = table(["a"], [["=1+1"], ["-1"], ["@x"], ["+x"], ["\tx"], [-1], ['a,b"c\nd'], [None]])
    read = [row[0] for row in csv.reader(io.StringIO(written.decode(), newline=""))]
    assert read == ["a", "'=1+1", "'-1", "'@x", "'+x", "'\tx", "-1", 'a,b"c\nd', ""]


def test_each_tenant_has_its_own_and_a_key_needs_the_scope(client: Client) -> None:
    for key in (READ_ONLY_KEY, OTHER_KEY, TEST_KEY):
        assert client.read("/v1/stats", key=key).status_code == 403
    assert client.read("/v1/stats", key=PAGE_KEY, origin="https://www.agency.example").status_code == 403


@pytest.mark.parametrize(
    "query", ["group_by=name", "period=year", "since=2026-13-01", "since=today", "origin=x", "format=xml"]
)
def test_what_is_not_in_the_contract_is_refused(client: Client, query: str) -> None:
    assert client.read(f"/v1/stats?{query}").status_code == 400
