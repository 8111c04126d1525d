"""The view for tools that speak SQL: it tells what exports tell, of one tenant, whatever its reader tries."""

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg import sql

from service.application.exports.exports import COLUMNS, ExportRequest, Exports
from service.model.documents.row import AssessmentRow
from service.storage.opening.stores import Stores
from tests.storage.bi_reader import VIEW, bi_reader, reported
from tests.support.asking import await_call
from tests.support.opening import opened_postgres
from tests.support.postgres import Postgres
from tests.support.records import record

Runner = asyncio.Runner


@pytest.fixture
def stores(postgres_url: str, runner: Runner) -> Iterator[Stores]:
    opened = opened_postgres(postgres_url)
    for number in range(3):
        for tenant in ("mine", "theirs", "mine:test"):
            tags = ("vip", "north")[:number]
            stored = record(
                number, space=tenant, reference=f"of {tenant}", tags=tags, maturity_index=2 + number / 100
            )
            await_call(runner, opened.assessments.insert, stored, None)
    yield opened
    opened.close()


@pytest.fixture
def reader(stores: Stores, postgres_server: Postgres, postgres_url: str) -> Iterator[Any]:
    """A connection that reads the tenant "mine"."""
    with bi_reader(postgres_server, postgres_url, "mine") as connection:
        yield connection


def test_it_tells_what_an_export_tells(stores: Stores, reader: Any, runner: Runner) -> None:
    async def exported() -> list[dict[str, Any]]:
        export = await Exports(stores.changes).begin("mine", ExportRequest())
        rows = [row async for page in export.pages for row in page]
        return [dict(zip(COLUMNS, row, strict=True)) for row in rows]

    rows = reported(reader)
    expected = msgspec.json.decode(msgspec.json.encode(runner.run(exported())))
    assert [list(row) for row in rows] == [list(AssessmentRow.__struct_fields__)] * 3
    assert rows == [{name: row[name] for name in rows[0]} for row in expected]


def test_its_reader_reads_nothing_else(reader: Any) -> None:
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    for (table,) in reader.execute(tables).fetchall():
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute(f"DELETE FROM {VIEW}")


@pytest.mark.parametrize("tenant", ["theirs", "mine:test", "mine", ""])
def test_whatever_it_sets_it_sees_its_own_tenant_alone(reader: Any, tenant: str) -> None:
    # This is how the service tells the wall for whom it asks; anybody may set it.
    reader.execute("SELECT set_config('palier.space', %s, false)", [tenant])
    query = f"SELECT DISTINCT reference FROM {VIEW}"
    assert reader.execute(query).fetchall() == [("of mine",)]
    # A function that costs nothing would be asked first, of every row, if the view let it.
    for way in ("indexscan", "bitmapscan"):
        reader.execute(f"SET enable_{way} = off")
    notices: list[str] = []
    reader.add_notice_handler(lambda notice: notices.append(notice.message_primary or ""))
    reader.execute(
        "CREATE FUNCTION pg_temp.told(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
        " $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
    )
    reader.execute(f"SELECT id FROM {VIEW} WHERE pg_temp.told(reference)").fetchall()
    assert notices == ["of mine"] * 3


def test_no_other_role_sees_a_row(stores: Stores, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute(f"SELECT count(*) FROM {VIEW}").fetchone() == (0,)
