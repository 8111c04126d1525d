"""The second wall between tenants, on PostgreSQL: what the database itself lets a transaction see."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError

from service.application.ports.assessment_store import AssessmentFilter
from service.application.ports.norm_repository import VoteRecord
from service.errors import InvalidSetting
from service.norms.cohorts import Leaf
from service.storage.assessments.assessment_store import SqlStore
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.tables import Base
from service.storage.norms.norm_repository import SqlNormRepository
from service.storage.opening.postgres import open_postgres
from tests.fakes.memory import SilentCommitObserver
from tests.support.asking import await_call
from tests.support.opening import opened_sqlite
from tests.support.postgres import Postgres
from tests.support.records import moment, record, retry, summary

Runner = asyncio.Runner
WALLED = ("assessments", "retries", "erasures", "votes", "norm_states", "norm_cells", "unsummed", "changes")


@pytest.fixture
def store(postgres_url: str, runner: Runner) -> Iterator[SqlStore]:
    opened, beside = (
        SqlStore(open_postgres(postgres_url), SilentCommitObserver()),
        open_postgres(postgres_url),
    )
    for tenant in ("one", "two"):
        kept = [record(minute, space=tenant) for minute in range(3)]
        for each in kept:
            await_call(runner, opened.add, each, retry(str(each.id)))
        await_call(runner, opened.erase, tenant, kept[0].id, moment(60))
        hold_norms(beside, tenant, kept[1].id)
    beside.close()
    yield opened
    opened.close()


def hold_norms(database: Database, tenant: str, assessment: UUID) -> None:
    """A vote, a state and a released cell of this tenant."""
    leaf = Leaf("self", "G", "micro", "FR")
    SqlNormRepository(database).record_votes(
        "2026.1", tenant, [VoteRecord(assessment, b"x" * 16, leaf, bytes(9))]
    )
    with database.transaction() as connection:
        isolation.bind_tenant(connection, tenant)
        state = {"tenant": tenant, "version": "2026.1", "state": b""}
        connection.execute(insert(Base.metadata.tables["norm_states"]), state)
        cell = {"tenant": tenant, "version": "2026.1", "edition": 1, "cell": "self///", "figures": b""}
        connection.execute(insert(Base.metadata.tables["norm_cells"]), cell)


def counts(connection: Connection) -> list[int]:
    return [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in WALLED]


def test_a_transaction_sees_the_tenant_that_it_entered_and_no_other(store: SqlStore) -> None:
    with store._database.reading.connect() as connection:
        assert counts(connection) == [0] * 8
    with store._database.reading.connect() as connection:
        isolation.bind_tenant(connection, "one")
        assert counts(connection) == [2, 3, 1, 1, 1, 1, 2, 4]
        tenants = connection.execute(text("SELECT DISTINCT tenant FROM assessments")).scalars().all()
        assert tenants == ["one"]
    with store._database.reading.connect() as connection:
        # What was entered ends with its transaction: a pooler may give the session to somebody else.
        assert counts(connection) == [0] * 8


def test_a_link_shows_its_one_assessment(store: SqlStore, runner: Runner) -> None:
    (linked, *_) = await_call(runner, store.page, "one", AssessmentFilter(), 1)
    assert summary(await_call(runner, store.find_for_link, linked.id)) == linked
    with store._database.reading.connect() as connection:
        isolation.bind_tenant(connection, link=linked.id)
        assert counts(connection) == [1, 0, 0, 0, 0, 0, 0, 0]


def test_nobody_writes_into_another_tenants_rows(store: SqlStore, postgres_url: str) -> None:
    beside = open_postgres(postgres_url)
    with beside.transaction() as connection:
        isolation.bind_tenant(connection, "one")
        for table in WALLED:
            gone = connection.execute(text(f"DELETE FROM {table} WHERE tenant = 'two'"))
            assert gone.rowcount == 0
    with beside.writing.connect() as connection:
        isolation.bind_tenant(connection, "one")
        with pytest.raises(DBAPIError, match="row-level security"):
            connection.execute(text("UPDATE assessments SET tenant = 'two'"))
    with beside.writing.begin() as connection:
        isolation.bind_tenant(connection, link=store_first(store))
        changed = connection.execute(text("UPDATE assessments SET country = 'XX'"))
        assert changed.rowcount == 0
    beside.close()


def store_first(store: SqlStore) -> UUID:
    with store._database.reading.connect() as connection:
        isolation.bind_tenant(connection, "one")
        first: UUID = connection.execute(text("SELECT id FROM assessments LIMIT 1")).scalar_one()
    return first


def test_readers_cannot_write(store: SqlStore) -> None:
    with store._database.reading.connect() as connection:
        isolation.bind_tenant(connection, "one")
        with pytest.raises(DBAPIError, match="read-only"):
            connection.execute(text("DELETE FROM assessments"))


def without_filter(table: Any, tenant: str) -> Any:
    return sqlalchemy.true()


def test_the_store_leaks_nothing_without_its_own_filter(
    store: SqlStore, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = (
        await_call(runner, store.page, tenant, AssessmentFilter(), 10) for tenant in ("one", "two")
    )
    monkeypatch.setattr(isolation, "owned_by", without_filter)
    assert await_call(runner, store.page, "one", AssessmentFilter(), 10) == mine
    assert await_call(runner, store.find, "one", theirs[0].id) is None
    assert await_call(runner, store.erase, "one", theirs[0].id, moment(60)) is False
    assert await_call(runner, store.erase_reference, "one", "shop-17", moment(60)) == 2
    assert await_call(runner, store.page, "two", AssessmentFilter(), 10) == theirs


def test_without_a_second_wall_it_would(
    tmp_path: Any, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened_sqlite(tmp_path / "palier.db")
    theirs = record(space="two")
    await_call(runner, store.add, theirs, None)
    monkeypatch.setattr(isolation, "owned_by", without_filter)
    assert await_call(runner, store.find, "one", theirs.id) == theirs
    store.close()


def test_a_role_over_whom_the_wall_does_not_stand_is_refused(
    postgres_server: Postgres, postgres_url: str
) -> None:
    almighty = postgres_server.superuser(postgres_url)
    with pytest.raises(InvalidSetting, match="superuser"):
        open_postgres(almighty)
    with psycopg.connect(almighty, autocommit=True) as connection:
        connection.execute("CREATE ROLE over_the_wall LOGIN BYPASSRLS PASSWORD 'over_the_wall'")
        name = connection.info.dbname
    try:
        with pytest.raises(InvalidSetting, match="row-level security"):
            open_postgres(postgres_url.replace("palier@", "over_the_wall@").replace("palier:palier@", ""))
    finally:
        with psycopg.connect(almighty, autocommit=True) as connection:
            assert connection.info.dbname == name
            connection.execute("DROP ROLE over_the_wall")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://palier:hush-hush@127.0.0.1:1/palier",
        "postgresql://palier:hush-hush@127.0.0.1:port/palier",
        "postgresql://palier:hush-hush@/palier?host=/nowhere",
        "postgresql://palier:hush-hush@/palier?host=/nowhere&sslmode=what",
    ],
)
def test_an_address_that_does_not_work_is_told_without_its_password(url: str) -> None:
    with pytest.raises(InvalidSetting, match="PALIER_DATABASE_URL") as caught:
        open_postgres(url)
    assert "hush-hush" not in str(caught.value)


def test_two_writers_that_want_the_same_rows_keep_them_once(postgres_url: str, runner: Runner) -> None:
    """Two replicas get the same retries at the same time, in opposite orders."""
    first, second = (SqlStore(open_postgres(postgres_url), SilentCommitObserver()) for _ in range(2))
    names = [f"key-{number}" for number in range(150)]

    async def both() -> list[Any]:
        one = [first.add(record(), retry(name)) for name in names]
        two = [second.add(record(), retry(name)) for name in reversed(names)]
        return await asyncio.gather(*one, *two)

    added = runner.run(both())
    assert sum(each.first is None for each in added) == len(names)
    assert len({each.record.id for each in added}) == len(names)
    assert len(await_call(runner, first.page, "one", AssessmentFilter(), 1000)) == len(names)
    first.close()
    second.close()
