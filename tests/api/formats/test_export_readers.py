"""Exports for further readers: French spreadsheets, files with a name, pages of JSON that end, a recipe."""

import asyncio
import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from service.api.examples import PROFILE
from service.api.server import create_app
from tests.drills.readers.__main__ import recipe
from tests.support.http_client import KEY, OTHER_KEY, Client
from tests.support.services import given_services

PATH = "/v1/exports/assessments"


def filled(runner: asyncio.Runner) -> Client:
    """A client of an application that keeps three assessments."""
    found = Client(create_app(given_services()), runner)
    for number in range(3):
        organisation = PROFILE["organisation"] | {"reference": f"=cmd|{number}", "tags": ["vip", "north"]}
        assert found.create(json.dumps(PROFILE | {"organisation": organisation}).encode()).status_code == 201
    return found


@pytest.fixture(scope="module")
def client(runner: asyncio.Runner) -> Client:
    """For tests that only read."""
    return filled(runner)


@pytest.fixture
def own_client(runner: asyncio.Runner) -> Client:
    """For tests that change what is kept."""
    return filled(runner)


def test_a_french_spreadsheet_reads_the_same(client: Client) -> None:
    answer = client.read(f"{PATH}?format=csv-fr")
    assert answer.content.startswith(b"\xef\xbb\xbfid;created_at;")
    assert answer.content.count(b"\r\n") == 4
    lines = [json.loads(line) for line in client.read(PATH).text.splitlines()]
    text = answer.content.decode("utf-8-sig")
    for row, line in zip(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"), lines, strict=True):
        assert row["maturity_index"].replace(",", ".") == str(line["maturity_index"])
        assert row["headcount_low"] == str(line["headcount_low"])
        assert row["erased"] == "FAUX"
        assert row["created_at"] == "2026-11-22 10:00:00"
        assert (row["tags"], row["reference"]) == ("vip north", f"'{line['reference']}")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("ndjson", None), ("json", None), ("csv", "assessments.csv"), ("csv-fr", "assessments.csv"),
        ("parquet", "assessments.parquet"),
    ],
)  # fmt: skip
def test_a_file_has_a_name(client: Client, name: str, file: str | None) -> None:
    expected = file and f'attachment; filename="{file}"'
    assert client.read(f"{PATH}?format={name}").headers.get("content-disposition") == expected


def pages(client: Client, query: str = "", key: str = KEY) -> list[dict[str, Any]]:
    """The pages of JSON, by the rule of the contract: go on while there is more."""
    read = [client.read(f"{PATH}?format=json{query}", key=key).json()]
    while read[-1]["has_more"]:
        cursor = read[-1]["next_cursor"]
        read.append(client.read(f"{PATH}?format=json&cursor={cursor}{query}", key=key).json())
        assert len(read) < 20
    return read


@pytest.mark.parametrize("size", [1, 2, 3, 500])
def test_pages_of_json_end_and_tell_what_lines_tell(
    own_client: Client, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("tests.fakes.change_feed.PAGE_SIZE", size)
    first = json.loads(own_client.read(PATH).text.splitlines()[0])
    assert own_client.read(f"/v1/assessments/{first['id']}", method="DELETE").status_code == 204
    lines = [json.loads(line) for line in own_client.read(PATH).text.splitlines()]
    read = pages(own_client)
    assert [item for page in read for item in page["items"]] == lines
    last = read[-1]["next_cursor"]
    assert last == own_client.read(PATH).headers["next-cursor"]
    # The end is a place to go on from, as often as it is asked for.
    for _ in range(2):
        assert pages(own_client, f"&cursor={last}") == [{"items": [], "next_cursor": last, "has_more": False}]
    own_client.create(json.dumps(PROFILE).encode())
    (later,) = pages(own_client, f"&cursor={last}")
    assert [item["reference"] for item in later["items"]] == ["shop-17"]


def test_pages_of_nothing_and_of_a_period_end_too(client: Client) -> None:
    assert pages(client, key=OTHER_KEY) == [{"items": [], "next_cursor": None, "has_more": False}]
    assert [len(page["items"]) for page in pages(client, "&changed_since=1970-01-01")] == [3]
    # What a period leaves out comes when it is asked for.
    (none,) = pages(client, "&changed_until=1970-01-01")
    assert none == {"items": [], "next_cursor": None, "has_more": False}


def test_duckdb_reads_a_table_by_the_recipe_of_the_page(own_client: Client, tmp_path: Path) -> None:
    """The short form of the drill that reads every format by the recipes of five programs."""
    awkward = ["005880596", "-1", "'tis", "=1+1", "a;=1", "NA"]
    for reference in awkward:
        organisation = {"country": "NA", "reference": reference}
        assert own_client.create(json.dumps({"organisation": organisation}).encode()).status_code == 201
    file = tmp_path / "assessments.csv"
    file.write_bytes(own_client.read(f"{PATH}?format=csv").content)
    with duckdb.connect() as database:
        database.execute(recipe("DuckDB").replace("'assessments.csv'", f"'{file}'"))
        read = database.sql(
            "SELECT reference, country, maturity_index, tags FROM assessments ORDER BY id"
        ).fetchall()
        assert read[3:] == [(reference, "NA", None, None) for reference in awkward]
        (first, *_) = map(json.loads, own_client.read(PATH).text.splitlines())
        assert read[0] == (first["reference"], "FR", first["maturity_index"], ["vip", "north"])
