"""Exports over HTTP: lines and tables that other programs read back, and heads that say how to go on."""

import asyncio
import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet
import pytest

from service.api.examples import PROFILE
from service.api.server import create_app
from service.api.wire.context import RequestContext, attach
from service.api.wire.responses import stream_response
from service.application.exports.exports import COLUMNS
from tests.support.http_client import ASSESS_ONLY_KEY, KEY, OTHER_KEY, PAGE_KEY, Client
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


def test_lines_and_table_tell_the_same(client: Client) -> None:
    lines = client.read(PATH)
    assert lines.headers["content-type"] == "application/x-ndjson"
    read = [json.loads(line) for line in lines.text.splitlines()]
    assert [list(row) for row in read] == [list(COLUMNS)] * 3
    answer = client.read(f"{PATH}?format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    for row, line in zip(rows, read, strict=True):
        assert row["reference"] == f"'{line['reference']}"
        assert row["tags"].split() == line["tags"] == ["vip", "north"]
        assert row["sourcing_group"].split() == line["sourcing_group"]
        assert float(row["maturity_index"]) == line["maturity_index"]
        assert (row["id"], row["erased"]) == (line["id"], "false")


@pytest.fixture
def read_back(own_client: Client, tmp_path: Path) -> Callable[[str], Path]:
    """Export in a format, an erasure too, into a file."""
    first = json.loads(own_client.read(PATH).text.splitlines()[0])
    assert own_client.read(f"/v1/assessments/{first['id']}", method="DELETE").status_code == 204

    def export(name: str) -> Path:
        file = tmp_path / f"assessments.{name}"
        file.write_bytes(own_client.read(f"{PATH}?format={name}").content)
        return file

    return export


def test_parquet_tells_the_same_with_real_types(read_back: Callable[[str], Path]) -> None:
    table = pyarrow.parquet.read_table(read_back("parquet"))
    lines = [json.loads(line) for line in read_back("ndjson").read_text().splitlines()]
    assert [row["erased"] for row in lines] == [False, False, True]
    moments = ("changed_at", "created_at")
    for line in lines:
        line |= {name: datetime.fromisoformat(line[name]) for name in moments if line[name]}
    assert table.to_pylist() == lines
    types = {field.name: str(field.type) for field in table.schema}
    assert {types[name] for name in moments} == {"timestamp[ms, tz=UTC]"}
    assert {types[name] for name in ("tags", "sourcing_group")} == {"list<element: string>"}
    assert {types[name] for name in ("maturity_index", "sourcing_fit", "team_fte")} == {"double"}
    assert {types[name] for name in ("headcount_low", "importance_score", "salary_eur_per_year_low")} == {
        "int64"
    }
    assert {types[name] for name in ("id", "maturity_level", "next_question")} == {"string"}
    assert types["erased"] == "bool"


def test_duckdb_reads_the_same_rows_from_every_format(read_back: Callable[[str], Path]) -> None:
    def rows(name: str, tags: str = "tags") -> list[dict[str, Any]]:
        query = (
            "SELECT id::VARCHAR AS id, created_at, changed_at::TIMESTAMPTZ AS at, erased, reference,"
            " nace_section, maturity_level, maturity_index, maturity_coverage, sourcing_model,"
            f" importance_score::INT AS importance_score, {tags} AS tags"
        )
        return database.sql(f"{query} FROM '{read_back(name)}'").to_arrow_table().to_pylist()

    with duckdb.connect() as database:
        kinds = dict(database.sql(f"DESCRIBE FROM '{read_back('parquet')}'").project("#1, #2").fetchall())
        parquet, lines, table = rows("parquet"), rows("ndjson"), rows("csv", "string_split(tags, ' ')")
    assert kinds["changed_at"] == "TIMESTAMP WITH TIME ZONE"
    assert (kinds["maturity_index"], kinds["importance_score"]) == ("DOUBLE", "BIGINT")
    assert (kinds["erased"], kinds["tags"]) == ("BOOLEAN", "VARCHAR[]")
    assert len(parquet) == 3
    assert lines == parquet
    # A spreadsheet's formulas are kept from being one.
    guarded = [row | {"reference": row["reference"] and f"'{row['reference']}"} for row in parquet]
    assert table == guarded


def test_a_parquet_file_of_nothing_has_its_columns_and_their_types(client: Client) -> None:
    full, empty = (client.read(f"{PATH}?format=parquet", key=key) for key in (KEY, OTHER_KEY))
    assert empty.headers["content-type"] == "application/vnd.apache.parquet"
    schemas = [pyarrow.parquet.read_table(io.BytesIO(answer.content)).schema for answer in (full, empty)]
    assert schemas[1].names == list(COLUMNS)
    assert schemas[0] == schemas[1]


def test_pyarrow_is_imported_for_parquet_alone() -> None:
    """It takes a tenth of a second and megabytes of every server that no Parquet is asked of."""
    imported = "import sys, service.app; print('pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", imported], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_an_export_goes_on_from_its_head_and_keeps_its_columns_when_empty(client: Client) -> None:
    first = client.read(f"{PATH}?format=csv")
    cursor = first.headers["next-cursor"]
    assert "complete-until" not in first.headers
    rest = client.read(f"{PATH}?format=csv&cursor={cursor}")
    assert rest.text == ",".join(COLUMNS) + "\r\n"
    assert rest.headers["next-cursor"] == cursor
    timed = client.read(f"{PATH}?changed_since=1970-01-01")
    assert len(timed.text.splitlines()) == 3
    assert "next-cursor" not in timed.headers
    assert client.read(f"{PATH}?changed_since={timed.headers['complete-until']}").text == ""
    # A cursor counts for more than a period.
    assert client.read(f"{PATH}?changed_since=1970-01-01&cursor={cursor}").text == ""


def test_an_erasure_is_told_without_what_was_erased(own_client: Client) -> None:
    first = json.loads(own_client.read(PATH).text.splitlines()[0])
    assert own_client.read(f"/v1/assessments/{first['id']}", method="DELETE").status_code == 204
    rows = [json.loads(line) for line in own_client.read(PATH).text.splitlines()]
    assert [row["erased"] for row in rows] == [False, False, True]
    assert {name for name, value in rows[2].items() if value is not None} == {"id", "changed_at", "erased"}


def test_a_head_is_answered_without_reading_a_row(client: Client) -> None:
    answer = client.read(PATH, method="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["next-cursor"]


@pytest.mark.parametrize(
    "query",
    [
        "format=xlsx", "cursor=short", "changed_since=yesterday", "changed_since=2026-02-30", "limit=3",
        "changed_until=2026-11-22T24:00:00Z",
    ],
)  # fmt: skip
def test_what_is_not_in_the_contract_is_refused_before_anything_is_sent(client: Client, query: str) -> None:
    assert client.read(f"{PATH}?{query}").status_code == 400


def test_any_cursor_of_the_right_form_names_some_place(client: Client) -> None:
    for cursor in ("x" + "A" * 22, "x" + "_" * 22, "x" + "-" * 22, "x" + "z" * 22):
        assert client.read(f"{PATH}?cursor={cursor}").status_code == 200


def test_a_cursor_is_good_for_what_gave_it_alone(client: Client) -> None:
    """Elsewhere it would name another place: a nightly load would succeed, with nothing."""
    exported = client.read(PATH).headers["next-cursor"]
    listed = client.read("/v1/assessments?limit=1").json()["next_cursor"]
    for path, own, other in ((PATH, exported, listed), ("/v1/assessments", listed, exported)):
        assert client.read(f"{path}?cursor={own}").status_code == 200
        answer = client.read(f"{path}?cursor={other}")
        (fault,) = answer.json()["errors"]
        assert (answer.status_code, fault["pointer"], fault["code"]) == (400, "/cursor", "pattern")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (PATH, "updated_since", "changed_since"),
        (PATH, "until", "changed_until"),
        ("/v1/assessments", "level", "maturity_level"),
        ("/v1/assessments", "sourcing", "sourcing_model"),
        ("/v1/assessments", "section", "nace_section"),
        ("/v1/assessments", "size", "size_class"),
    ],
)
def test_an_old_name_is_answered_with_the_new_one(client: Client, path: str, old: str, new: str) -> None:
    (fault,) = client.read(f"{path}?{old}=x").json()["errors"]
    assert fault["code"] == "unknown_parameter"
    assert fault["detail"].endswith(f" Did you mean “{new}”?")


def test_each_tenant_exports_its_own_and_a_key_needs_the_scope(client: Client) -> None:
    assert client.read(PATH, key=OTHER_KEY).text == ""
    assert client.read(PATH, key=ASSESS_ONLY_KEY).status_code == 403
    assert client.read(PATH, key=PAGE_KEY, origin="https://www.agency.example").status_code == 403


def test_nothing_is_read_for_whoever_has_gone_and_a_failure_breaks_off(runner: asyncio.Runner) -> None:
    read: list[int] = []

    async def pieces():
        for number in range(100):
            read.append(number)
            await asyncio.sleep(0)
            yield b"x"

    async def leave():
        sent: list[dict] = []

        async def receive():
            while len(sent) < 4:
                await asyncio.sleep(0)
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)

        scope = {}
        attach(RequestContext(request_id="test"), scope)
        await stream_response(pieces(), "text/csv", ())(scope, receive, send)
        return sent

    sent = runner.run(leave())
    assert len(read) < 20
    # No end is sent: what broke off cannot be taken for whole.
    assert all(message.get("more_body", True) for message in sent)
