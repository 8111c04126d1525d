"""An assessment is the same row wherever it is read: list, exports, SQL view, and its preview's summary."""

import asyncio
import csv
import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import msgspec
import pyarrow.parquet
import pytest
from hypothesis import given, settings

from service.api.server import create_app
from service.application.exports.exports import COLUMNS
from service.application.profiles import write_profile
from service.application.timestamps import format_timestamp
from service.model.documents.row import AssessmentRow
from tests.golden.corpus import profiles as cases
from tests.storage.bi_reader import bi_reader, reported
from tests.support.http_client import Client
from tests.support.opening import opened
from tests.support.profiles import profiles
from tests.support.services import given_services

# What a preview cannot know.
STORED = ("id", "created_at", "origin")
FIELDS = {field.name: field for field in msgspec.structs.fields(AssessmentRow)}


class Places:
    """A service on a database, and every place where it shows rows."""

    def __init__(self, client: Client, reader: Any) -> None:
        self.client = client
        self._reader = reader
        self._cursor = ""

    def rows(self, number: int) -> dict[str, list[Any]]:
        """The last ``number`` rows as each place shows them, oldest first."""
        listed = self._listed(number)
        shown = {"list": listed, **self._exported()}
        if self._reader is not None:
            shown["view"] = reported(self._reader, f"id >= '{listed[0]['id']}'")
        return shown

    def _listed(self, number: int) -> list[Any]:
        listed: list[Any] = []
        path = f"/v1/assessments?limit={min(number, 100)}"
        page = self.client.read(path).json()
        while len(listed := listed + page["items"]) < number:
            page = self.client.read(f"{path}&cursor={page['next_cursor']}").json()
        return listed[number - 1 :: -1]

    def _exported(self) -> dict[str, list[Any]]:
        """What was stored since the last export, in each format."""
        path = f"/v1/exports/assessments?{self._cursor}format="
        lines, table, columns = (self.client.read(path + name) for name in ("ndjson", "csv", "parquet"))
        self._cursor = f"cursor={lines.headers['next-cursor']}&"
        return {
            "ndjson": _own([json.loads(line) for line in lines.text.splitlines()]),
            "csv": _own(list(map(_read_cells, csv.DictReader(io.StringIO(table.text, newline=""))))),
            "parquet": _own(list(map(_read_times, _table(columns.content)))),
        }


def _own(rows: list[Any]) -> list[Any]:
    """Exported rows without the two columns that tell what happened to them."""
    assert all(list(row) == list(COLUMNS) and row.pop("erased") is False for row in rows)
    assert all(row.pop("changed_at") for row in rows)
    return rows


def _table(content: bytes) -> list[Any]:
    rows: list[Any] = pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    return rows


def _read_times(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: format_timestamp(row[name]) for name in ("created_at", "changed_at")}


def _read_cells(row: dict[str, str]) -> dict[str, Any]:
    """A row of a table in the types of JSON, which a table lacks."""
    read: dict[str, Any] = {}
    for name, text in row.items():
        kind = FIELDS[name].type if name in FIELDS else str
        if name in ("tags", "sourcing_group"):
            read[name] = text.split()
        elif text == "":
            read[name] = None
        else:
            # A text that a spreadsheet would take for a formula has an apostrophe before it.
            read[name] = msgspec.convert(
                text.removeprefix("'") if name == "reference" else text, kind, strict=False
            )
    return read | {"erased": row["erased"] == "true"}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def places(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, runner: asyncio.Runner
) -> Iterator[Places]:
    with ExitStack() as left:
        reader = None
        if request.param == "sqlite":
            stores = opened(tmp_path_factory.mktemp("rows") / "palier.db")
        else:
            server = request.getfixturevalue("postgres_server")
            url = left.enter_context(server.lent())
            stores = opened(url)
            reader = left.enter_context(bi_reader(server, url, "one"))
        left.callback(stores.close)
        yield Places(Client(create_app(given_services(stores=stores)), runner), reader)


def stored(places: Places, profile: Any) -> dict[str, Any]:
    """Store a profile; return the row that it must have everywhere, by its preview."""
    body = write_profile(profile)
    answer = places.client.create(body)
    assert answer.status_code == 201, answer.text
    summary: dict[str, Any] = places.client.preview(body, query="?view=summary").json()
    assert [summary[name] for name in STORED] == [None, None, None]
    return summary | {
        "id": answer.json()["id"],
        "created_at": answer.json()["created_at"],
        "origin": "server",
    }


def test_every_case_is_the_same_row_everywhere(places: Places) -> None:
    expected = [stored(places, profile) for profile in cases().values()]
    shown = places.rows(len(expected))
    assert {len(rows) for rows in shown.values()} == {len(expected)}
    for place, rows in shown.items():
        assert rows == expected, place


@settings(max_examples=settings.default.max_examples // 2)
@given(profile=profiles())
def test_so_is_whatever_a_profile_may_say(places: Places, profile: Any) -> None:
    expected = stored(places, profile)
    for place, rows in places.rows(1).items():
        assert rows == [expected], place
