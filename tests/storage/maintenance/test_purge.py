"""Retention: what is too old goes, everything else stays, while a server works beside it."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from service.application.ports.assessment_store import AssessmentFilter
from service.storage.database.database import Database
from service.storage.database.isolation import bind_tenant
from service.storage.keys.registry import SqlRegistry
from service.storage.maintenance import purge
from service.storage.maintenance.purge import purge_all
from service.storage.opening.stores import Stores
from tests.support.asking import await_call
from tests.support.opening import opened_twice, stores_on
from tests.support.records import START, idempotency, record, timestamp

Runner = asyncio.Runner
DAY = 24 * 60


@pytest.fixture
def opened(database_place: Path | str) -> Iterator[tuple[Stores, Database]]:
    """A stores that works, and the database as a command opens it beside."""
    served, beside = opened_twice(database_place)
    SqlRegistry(beside).add_tenant("one", START)
    stores = stores_on(served)
    yield stores, beside
    beside.close()
    stores.close()


def test_what_is_too_old_goes_and_nothing_else(
    opened: tuple[Stores, Database], runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "_BATCH_SIZE", 7)
    stores, beside = opened
    old = [record(minute) for minute in range(20)]
    trial = [record(minute, space="one:test") for minute in range(5)]
    new = [record(40 * DAY + minute) for minute in range(20)]
    for stored in (*old, *trial, *new):
        await_call(runner, stores.assessments.insert, stored, idempotency(str(stored.id)))
    purged = purge_all(beside, timestamp(50 * DAY), timestamp(30 * DAY))
    assert (purged.assessments, purged.idempotency_keys, purged.checkpointed) == (25, 25, True)
    assert await_call(runner, stores.assessments.page, "one", AssessmentFilter(), 100) == [
        stored.row for stored in new[::-1]
    ]
    assert await_call(runner, stores.assessments.page, "one:test", AssessmentFilter(), 100) == []
    # A key past its time is forgotten, with what it stood for; a young one is not.
    assert (
        await_call(runner, stores.assessments.insert, record(99 * DAY), idempotency(str(new[0].id))).record
        == new[0]
    )
    assert (
        await_call(runner, stores.assessments.insert, record(99 * DAY), idempotency(str(old[0].id))).previous
        is None
    )


def test_without_days_only_idempotency_keys_go(opened: tuple[Stores, Database], runner: Runner) -> None:
    stores, beside = opened
    stored = record()
    await_call(runner, stores.assessments.insert, stored, idempotency())
    assert purge_all(beside, START + timedelta(days=29), None).idempotency_keys == 0
    assert purge_all(beside, START + timedelta(days=31), None).idempotency_keys == 1
    assert await_call(runner, stores.assessments.find, "one", stored.id) == stored


def test_every_erasure_leaves_word_of_itself_and_nothing_more(
    opened: tuple[Stores, Database], runner: Runner
) -> None:
    stores, beside = opened
    records = [record(0), record(1), record(2, reference="other")]
    for stored in records:
        await_call(runner, stores.assessments.insert, stored, idempotency(str(stored.id)))
    await_call(runner, stores.assessments.erase, "one", records[2].id, timestamp(60))
    await_call(runner, stores.assessments.erase_reference, "one", "shop-17", timestamp(61))
    with beside.transaction() as connection:
        bind_tenant(connection, "one")
        rows: list[Any] = list(connection.execute(text("SELECT * FROM erasures")).mappings())
        retries = connection.execute(text("SELECT request_digest, include FROM idempotency_records")).all()
    assert len(rows) == 3
    assert all(set(row) == {"space", "assessment_id", "erased_at"} for row in rows)
    assert {(bytes(digest), include) for digest, include in retries} == {(b"", "")}
