"""Retention: what is too old goes, everything else stays, while a server works beside it."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from service.application.ports.assessment_store import AssessmentFilter
from service.storage.assessments.assessment_store import SqlStore
from service.storage.database.database import Database
from service.storage.database.isolation import bind_tenant
from service.storage.keys.registry import SqlRegistry
from service.storage.maintenance import purge
from service.storage.maintenance.purge import purge_all
from tests.fakes.memory import SilentCommitObserver
from tests.support.asking import await_call
from tests.support.opening import opened_twice
from tests.support.records import START, moment, record, retry, summary

Runner = asyncio.Runner
DAY = 24 * 60


@pytest.fixture
def opened(database_place: Path | str) -> Iterator[tuple[SqlStore, Database]]:
    """A store that works, and the database as a command opens it beside."""
    served, beside = opened_twice(database_place)
    SqlRegistry(beside).add_tenant("one", START)
    store = SqlStore(served, SilentCommitObserver())
    yield store, beside
    beside.close()
    store.close()


def test_what_is_too_old_goes_and_nothing_else(
    opened: tuple[SqlStore, Database], runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "_AT_ONCE", 7)
    store, beside = opened
    old = [record(minute) for minute in range(20)]
    trial = [record(minute, space="one:test") for minute in range(5)]
    new = [record(40 * DAY + minute) for minute in range(20)]
    for each in (*old, *trial, *new):
        await_call(runner, store.add, each, retry(str(each.id)))
    found = purge_all(beside, moment(50 * DAY), moment(30 * DAY))
    assert (found.assessments, found.retries, found.checkpointed) == (25, 25, True)
    assert await_call(runner, store.page, "one", AssessmentFilter(), 100) == [
        summary(each) for each in new[::-1]
    ]
    assert await_call(runner, store.page, "one:test", AssessmentFilter(), 100) == []
    # A key past its time is forgotten, with what it stood for; a young one is not.
    assert await_call(runner, store.add, record(99 * DAY), retry(str(new[0].id))).record == new[0]
    assert await_call(runner, store.add, record(99 * DAY), retry(str(old[0].id))).first is None


def test_without_days_only_retry_keys_go(opened: tuple[SqlStore, Database], runner: Runner) -> None:
    store, beside = opened
    kept = record()
    await_call(runner, store.add, kept, retry())
    assert purge_all(beside, START + timedelta(days=29), None).retries == 0
    assert purge_all(beside, START + timedelta(days=31), None).retries == 1
    assert await_call(runner, store.find, "one", kept.id) == kept


def test_every_erasure_leaves_word_of_itself_and_nothing_more(
    opened: tuple[SqlStore, Database], runner: Runner
) -> None:
    store, beside = opened
    kept = [record(0), record(1), record(2, reference="other")]
    for each in kept:
        await_call(runner, store.add, each, retry(str(each.id)))
    await_call(runner, store.erase, "one", kept[2].id, moment(60))
    await_call(runner, store.erase_reference, "one", "shop-17", moment(61))
    with beside.transaction() as connection:
        bind_tenant(connection, "one")
        rows: list[Any] = list(connection.execute(text("SELECT * FROM erasures")).mappings())
        retries = connection.execute(text("SELECT request_digest, include FROM retries")).all()
    assert len(rows) == 3
    assert all(set(row) == {"tenant", "assessment", "erased_at"} for row in rows)
    assert {(bytes(digest), include) for digest, include in retries} == {(b"", "")}
