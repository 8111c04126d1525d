"""Row-level security on PostgreSQL: what the database itself lets a transaction see."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError

from service.application.ports.assessment_store import AssessmentFilter, id_of
from service.application.ports.norm_repository import VoteRecord
from service.application.spaces import Space
from service.errors import InvalidSetting
from service.norms.cohorts import Leaf
from service.storage.assessments.rollup_progress import Tags, set_progress, set_tags
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.database.tables import Base, NormCellRow, NormStateRow, RollupRow, table
from service.storage.norms.norm_repository import SqlNormRepository
from service.storage.opening.postgres import open_postgres
from service.storage.opening.stores import Stores
from tests.support.asking import await_call
from tests.support.opening import opened_postgres, opened_sqlite
from tests.support.postgres import Postgres
from tests.support.records import START, idempotency, record, timestamp

Runner = asyncio.Runner
ROLLUP = {
    "grain": "day",
    "dimension": "all",
    "start": START.date(),
    "value": "",
    "origin": "server",
    "methodology": "v2026.1",
    "sums": b"",
}
ISOLATED = [name for name, table in Base.metadata.tables.items() if "space" in table.c]


@pytest.fixture
def stores(postgres_url: str, runner: Runner) -> Iterator[Stores]:
    opened, command = opened_postgres(postgres_url), open_postgres(postgres_url)
    for space in (Space("one"), Space("two")):
        records = [record(minute, space=space) for minute in range(3)]
        for stored in records:
            await_call(runner, opened.assessments.insert, stored, idempotency(str(stored.id)))
        await_call(runner, opened.assessments.erase, space, records[0].id, timestamp(60))
        insert_norms(command, space, records[1].id)
        insert_rollups(command, space)
    command.close()
    yield opened
    opened.close()


def insert_norms(database: Database, tenant: Space, assessment: UUID) -> None:
    """Insert a vote, a state and a published cell."""
    leaf = Leaf("self", "G", "micro", "FR")
    SqlNormRepository(database).record_votes(
        "v2026.1", tenant, [VoteRecord(assessment, b"x" * 16, leaf, bytes(9))]
    )
    with database.transaction() as connection:
        isolation.bind_tenant(connection, tenant)
        state = {"space": tenant, "methodology": "v2026.1", "state": b""}
        connection.execute(insert(table(NormStateRow)), state)
        cell = {"space": tenant, "methodology": "v2026.1", "edition": 1, "cell": "self///", "figures": b""}
        connection.execute(insert(table(NormCellRow)), cell)


def insert_rollups(database: Database, space: Space) -> None:
    """Insert a rollup and how far they are aggregated, and leave all assessments pending."""
    with database.transaction() as connection:
        isolation.bind_tenant(connection, space)
        connection.execute(insert(table(RollupRow)), {**ROLLUP, "space": space})
        set_progress(connection, space, None)
        nothing = Tags(frozenset(), has_others=False)
        set_tags(connection, space, nothing, Tags(frozenset({b"digest"}), has_others=False))


def visible(connection: Connection) -> dict[str, int]:
    """How many rows of each isolated table a transaction sees, without those of which it sees none."""
    counts = {
        name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in ISOLATED
    }
    return {name: count for name, count in counts.items() if count}


def test_a_transaction_sees_the_space_that_it_is_bound_to_and_no_other(stores: Stores) -> None:
    with stores.database.reading.connect() as connection:
        assert visible(connection) == {}
    with stores.database.reading.connect() as connection:
        isolation.bind_tenant(connection, "one")
        assert visible(connection) == {
            "assessments": 2,
            "idempotency_records": 3,
            "erasures": 1,
            "changes": 4,
            "votes": 1,
            "norm_states": 1,
            "norm_cells": 1,
            "pending_rollups": 2,
            "rollups": 1,
            "rollup_tags": 1,
            "rollup_progress": 1,
        }
        assert set(visible(connection)) == set(ISOLATED)
        tenants = connection.execute(text("SELECT DISTINCT space FROM assessments")).scalars().all()
        assert tenants == ["one"]
    with stores.database.reading.connect() as connection:
        # The context ends with its transaction: a pooler may hand the session to another client.
        assert visible(connection) == {}


def test_a_link_shows_its_one_assessment(stores: Stores, runner: Runner) -> None:
    (linked, *_) = await_call(runner, stores.assessments.page, "one", AssessmentFilter(), 1)
    assert await_call(runner, stores.assessments.find_for_link, id_of(linked)).row == linked
    with stores.database.reading.connect() as connection:
        isolation.bind_tenant(connection, link=id_of(linked))
        assert visible(connection) == {"assessments": 1}


def test_nobody_writes_into_another_tenants_rows(stores: Stores, postgres_url: str) -> None:
    command = open_postgres(postgres_url)
    with command.transaction() as connection:
        isolation.bind_tenant(connection, "one")
        for name in ISOLATED:
            deleted = connection.execute(text(f"DELETE FROM {name} WHERE space = 'two'"))
            assert deleted.rowcount == 0
    with command.writing.connect() as connection:
        isolation.bind_tenant(connection, "one")
        with pytest.raises(DBAPIError, match="row-level security"):
            connection.execute(text("UPDATE assessments SET space = 'two'"))
    with command.writing.begin() as connection:
        isolation.bind_tenant(connection, link=store_first(stores))
        changed = connection.execute(text("UPDATE assessments SET country = 'XX'"))
        assert changed.rowcount == 0
    command.close()


def store_first(stores: Stores) -> UUID:
    with stores.database.reading.connect() as connection:
        isolation.bind_tenant(connection, "one")
        first: UUID = connection.execute(text("SELECT id FROM assessments LIMIT 1")).scalar_one()
    return first


def test_readers_cannot_write(stores: Stores) -> None:
    with stores.database.reading.connect() as connection:
        isolation.bind_tenant(connection, "one")
        with pytest.raises(DBAPIError, match="read-only"):
            connection.execute(text("DELETE FROM assessments"))


def without_filter(_: Any, space: Space) -> Any:
    return sqlalchemy.true()


def test_the_store_leaks_nothing_without_its_own_filter(
    stores: Stores, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = (
        await_call(runner, stores.assessments.page, tenant, AssessmentFilter(), 10)
        for tenant in ("one", "two")
    )
    monkeypatch.setattr(isolation, "owned_by", without_filter)
    assert await_call(runner, stores.assessments.page, "one", AssessmentFilter(), 10) == mine
    assert await_call(runner, stores.assessments.find, "one", id_of(theirs[0])) is None
    assert await_call(runner, stores.assessments.erase, "one", id_of(theirs[0]), timestamp(60)) is False
    assert await_call(runner, stores.assessments.erase_reference, "one", "shop-17", timestamp(60)) == 2
    assert await_call(runner, stores.assessments.page, "two", AssessmentFilter(), 10) == theirs


def test_without_row_level_security_it_would(
    tmp_path: Any, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    theirs = record(space="two")
    await_call(runner, stores.assessments.insert, theirs, None)
    monkeypatch.setattr(isolation, "owned_by", without_filter)
    assert await_call(runner, stores.assessments.find, "one", theirs.id) == theirs
    stores.close()


def test_a_role_that_row_level_security_does_not_bind_is_refused(
    postgres_server: Postgres, postgres_url: str
) -> None:
    privileged = postgres_server.superuser(postgres_url)
    with pytest.raises(InvalidSetting, match="superuser"):
        open_postgres(privileged)
    with psycopg.connect(privileged, autocommit=True) as connection:
        connection.execute("CREATE ROLE bypasses LOGIN BYPASSRLS PASSWORD 'bypasses'")
        name = connection.info.dbname
    try:
        with pytest.raises(InvalidSetting, match="row-level security"):
            open_postgres(postgres_url.replace("palier@", "bypasses@").replace("palier:palier@", ""))
    finally:
        with psycopg.connect(privileged, autocommit=True) as connection:
            assert connection.info.dbname == name
            connection.execute("DROP ROLE bypasses")


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


def test_two_replicas_that_insert_the_same_keys_store_each_once(postgres_url: str, runner: Runner) -> None:
    """Two replicas get the same idempotency keys at the same time, in opposite orders."""
    first, second = (opened_postgres(postgres_url) for _ in range(2))
    names = [f"key-{number}" for number in range(150)]

    async def both() -> list[Any]:
        one = [first.assessments.insert(record(), idempotency(name)) for name in names]
        two = [second.assessments.insert(record(), idempotency(name)) for name in reversed(names)]
        return await asyncio.gather(*one, *two)

    added = runner.run(both())
    assert sum(outcome.previous is None for outcome in added) == len(names)
    assert len({outcome.record.id for outcome in added}) == len(names)
    assert len(await_call(runner, first.assessments.page, "one", AssessmentFilter(), 1000)) == len(names)
    first.close()
    second.close()
