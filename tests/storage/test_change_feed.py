"""Exports on both databases: continuing where one ended gets every change once, however late it commits."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, event

from service.application.exports.exports import (
    COLUMNS,
    FIRST,
    ExportRequest,
    Exports,
    cursor_text,
    read_cursor,
)
from service.application.ports.change_feed import ChangePosition, ChangeRange
from service.storage.assessments import change_feed, queries
from service.storage.keys.registry import SqlRegistry
from service.storage.opening.postgres import open_postgres
from service.storage.opening.sqlite import open_sqlite
from service.storage.opening.stores import Stores
from tests.fakes.stores import MemoryStores
from tests.support.asking import await_call
from tests.support.opening import opened_postgres, opened_sqlite
from tests.support.postgres import Postgres
from tests.support.records import record, timestamp

Runner = asyncio.Runner


async def pulled(stores: Any, pull: ExportRequest, tenant: str = "one") -> tuple[list[dict[str, Any]], Any]:
    export = await Exports(stores.changes).begin(tenant, pull)
    rows = [row async for page in export.pages for row in page]
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows], export


async def paged(stores: Any) -> list[dict[str, Any]]:
    rows, after, more = [], None, True
    while more:
        page = await Exports(stores.changes).page("one", ExportRequest(after=after))
        rows, after, more = rows + page.rows, page.next_cursor, page.has_more
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def ids(rows: list[dict[str, Any]]) -> list[tuple[bool, str]]:
    return [(row["erased"], row["id"]) for row in rows]


def inserts(*records: Any) -> list[tuple[bool, str]]:
    return [(False, str(stored.id)) for stored in records]


def test_an_export_tells_what_was_kept_and_erased_in_order_and_goes_on_where_it_ended(
    stores: Any, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_feed, "_PAGE_SIZE", 3)
    first = [record(minute) for minute in range(8)]
    for stored in (*first, record(1, space="two")):
        await_call(runner, stores.assessments.insert, stored, None)
    rows, export = runner.run(pulled(stores, ExportRequest()))
    assert ids(rows) == inserts(*first)
    assert rows[0]["reference"] == "shop-17"
    assert (rows[0]["maturity_index"], rows[0]["maturity_coverage"], rows[0]["tags"]) == (2.13, 0.88, ())
    cursor = read_cursor(cursor_text(export.next_cursor))
    again, export = runner.run(pulled(stores, ExportRequest(after=cursor)))
    assert (again, export.next_cursor) == ([], cursor)
    late = record(9)
    await_call(runner, stores.assessments.insert, late, None)
    await_call(runner, stores.assessments.erase, "one", first[2].id, timestamp(60))
    rows, _ = runner.run(pulled(stores, ExportRequest(after=cursor)))
    assert ids(rows) == [*inserts(late), (True, str(first[2].id))]
    assert set(rows[1]) == set(COLUMNS)
    assert {name for name in COLUMNS if rows[1][name] is not None} == {"id", "changed_at", "erased"}
    # Whoever begins now is told of no content that is gone, but that it is.
    rows, _ = runner.run(pulled(stores, ExportRequest()))
    assert ids(rows) == [*inserts(*first[:2], *first[3:], late), (True, str(first[2].id))]
    assert runner.run(paged(stores)) == rows


def test_a_period_begins_where_the_last_one_was_complete(stores: Any, runner: Runner) -> None:
    exported: list[tuple[bool, str]] = []
    since, records = None, [record(minute) for minute in range(9)]
    for number in range(3):
        for stored in records[3 * number : 3 * number + 3]:
            await_call(runner, stores.assessments.insert, stored, None)
        until = None if since else timestamp(60 * 24 * 365 * 50)
        rows, export = runner.run(pulled(stores, ExportRequest(since=since, until=until)))
        exported += ids(rows)
        since = export.complete_until
        assert export.next_cursor is None
    assert exported == inserts(*records)
    assert runner.run(pulled(stores, ExportRequest(since=since)))[0] == []


@contextmanager
def uncommitted(stores: Stores, *records: Any) -> Iterator[Connection]:
    """A transaction of another replica that has kept these and not yet committed."""
    url = stores.database.writing.url.render_as_string(hide_password=False)
    replica = open_postgres(url)
    with replica.writing.connect() as connection:
        queries.AssessmentInsert.run_all(
            connection, [queries.AssessmentInsert(stored, None) for stored in records]
        )
        yield connection
    replica.close()


@pytest.mark.parametrize("timed", [False, True], ids=["cursor", "period"])
def test_what_is_committed_late_is_neither_missed_nor_told_twice(
    postgres_url: str, runner: Runner, timed: bool
) -> None:
    stores = opened_postgres(postgres_url)
    first, late, second = record(0), record(1), record(2)
    await_call(runner, stores.assessments.insert, first, None)
    with uncommitted(stores, late) as connection:
        await_call(runner, stores.assessments.insert, second, None)
        begin = ExportRequest(since=timestamp(-60 * 24 * 365)) if timed else ExportRequest()
        rows, export = runner.run(pulled(stores, begin))
        # The second is there to be seen, but what is still under way would come before it.
        assert ids(rows) == inserts(first)
        connection.commit()
    following = (
        ExportRequest(since=export.complete_until) if timed else ExportRequest(after=export.next_cursor)
    )
    rows, _ = runner.run(pulled(stores, following))
    assert sorted(ids(rows)) == sorted(inserts(late, second))
    stores.close()


def test_what_is_restored_on_another_server_is_told_in_order_and_goes_on(
    postgres_server: Postgres, postgres_url: str, runner: Runner
) -> None:
    stores = opened_postgres(postgres_url)
    SqlRegistry(stores.database).add_tenant("one", timestamp(0))
    trial = record(0, space="one:test")
    await_call(runner, stores.assessments.insert, trial, None)
    first = [record(minute) for minute in range(4)]
    with uncommitted(stores, first[2]) as connection:
        for stored in first[:2]:
            await_call(runner, stores.assessments.insert, stored, None)
        # Noted last, by the transaction that began first.
        queries.AssessmentInsert.run_all(connection, [queries.AssessmentInsert(first[3], None)])
        connection.commit()
    rows, export = runner.run(pulled(stores, ExportRequest()))
    seen = ids(rows)
    stores.close()
    # The new server has had far fewer transactions than the one that was dumped.
    with psycopg.connect(postgres_server.superuser(postgres_url)) as connection:
        connection.execute("UPDATE changes SET transaction_id = transaction_id + 1000000000")
    stores = opened_postgres(postgres_url)
    assert ids(runner.run(pulled(stores, ExportRequest()))[0]) == seen
    assert ids(runner.run(pulled(stores, ExportRequest(), "one:test"))[0]) == inserts(trial)
    late = record(5)
    await_call(runner, stores.assessments.insert, late, None)
    await_call(runner, stores.assessments.erase, "one", first[0].id, timestamp(60))
    rows, _ = runner.run(pulled(stores, ExportRequest(after=export.next_cursor)))
    assert ids(rows) == [*inserts(late), (True, str(first[0].id))]
    stores.close()


@pytest.mark.parametrize("timed", [False, True], ids=["cursor", "period"])
def test_pulling_while_two_replicas_write_and_erase_gets_everything_once(
    request: pytest.FixtureRequest, tmp_path: Any, runner: Runner, timed: bool
) -> None:
    for kind in ("sqlite", "postgres"):
        if kind == "sqlite":
            replicas = [opened_sqlite(tmp_path / "palier.db")]
        else:
            url = request.getfixturevalue("postgres_url")
            replicas = [opened_postgres(url) for _ in range(2)]

        async def work(replicas: list[Stores] = replicas) -> None:
            records = [record(number / 100) for number in range(600)]
            pulls: list[dict[str, Any]] = []
            going = ExportRequest(since=timestamp(-60 * 24 * 365)) if timed else ExportRequest()

            async def write() -> None:
                for start in range(0, len(records), 20):
                    batch = records[start : start + 20]
                    adding = [
                        replicas[i % len(replicas)].assessments.insert(stored, None)
                        for i, stored in enumerate(batch)
                    ]
                    await asyncio.gather(*adding)
                    await replicas[0].assessments.erase("one", batch[0].id, timestamp(99))

            writing = asyncio.ensure_future(write())
            ended = False
            while not ended:
                ended = writing.done()
                rows, export = await pulled(replicas[-1], going)
                pulls += rows
                going = (
                    ExportRequest(since=export.complete_until)
                    if timed
                    else ExportRequest(after=export.next_cursor)
                )
            await writing
            inserted = [row["id"] for row in pulls if not row["erased"]]
            erased = [row["id"] for row in pulls if row["erased"]]
            expected = {str(stored.id) for stored in records[::20]}
            assert len(inserted) == len(set(inserted))
            # Of what was erased before it was pulled, the erasure alone is told.
            assert {str(stored.id) for stored in records} - expected <= set(inserted)
            assert sorted(erased) == sorted(expected)

        runner.run(work())
        for replica in replicas:
            replica.close()


def test_the_fake_is_told_apart_by_nothing(stores: Any, runner: Runner) -> None:
    fake = MemoryStores()
    for stored in (record(0), record(1), record(2)):
        await_call(runner, stores.assessments.insert, stored, None)
        await_call(runner, fake.assessments.insert, stored, None)
    actual, expected = (runner.run(pulled(stored, ExportRequest()))[0] for stored in (stores, fake))
    for one, other in zip(actual, expected, strict=True):
        assert {**one, "id": 0, "changed_at": 0, "created_at": 0} == {
            **other, "id": 0, "changed_at": 0, "created_at": 0
        }  # fmt: skip


def test_where_an_export_goes_on_is_looked_up_without_reading_what_stands_before(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path / "palier.db")
    statements: list[tuple[str, Any]] = []
    event.listen(
        database.reading, "before_cursor_execute", lambda *given: statements.append((given[2], given[3]))
    )
    with database.reading.connect() as connection:
        for within in (
            ChangeRange(ChangePosition(0, 7), ChangePosition(0, 9), 0, 9),
            ChangeRange(FIRST, ChangePosition(0, 9), 7, 9),
        ):
            change_feed.page(connection, "one", within)
            statement, values = statements[-1]
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            looked_up = (
                "changes USING INDEX ix_changes_space_transaction_id_sequence"
                " (space=? AND transaction_id=? AND sequence>?"
            )
            assert any(looked_up in row[3] for row in plan)
    database.close()
