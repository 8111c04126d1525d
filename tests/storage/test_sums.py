"""Sums of assessments on both databases: whatever is kept, summed up and erased, they are never late."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import event

from service.application.ports.rollup_store import RollupQuery
from service.model.codes import GroupBy
from service.storage.assessments import rollups
from service.storage.database.isolation import bind_tenant
from tests.fakes.memory import MemoryStore
from tests.support.asking import await_call
from tests.support.opening import opened_sqlite
from tests.support.records import moment, record

Runner = asyncio.Runner
DAY = 24 * 60
DIMENSIONS = ("all", *get_args(GroupBy))


def tagged(minutes: float, *tags: str, **changes: Any) -> Any:
    return record(minutes, tags=tags, **changes)


RECORDS = [
    *(record(day * DAY, section="CG"[day % 2], level=None, index=None) for day in range(40)),
    *(tagged(day * DAY + 1, "north", *(["south"] if day % 2 else []), score=day) for day in range(20)),
    *(record(day * DAY + 2, origin="visitor", version="2025.0", assessor=None) for day in range(9)),
    *(record(day * DAY, space="two") for day in range(5)),
]


def wanted() -> list[RollupQuery]:
    plain = [RollupQuery(grain=grain, dimension=each) for grain in ("day", "month") for each in DIMENSIONS]
    return [
        *plain,
        RollupQuery(grain="day", dimension="tag", since=date(2026, 11, 24), until=date(2026, 12, 1)),
        RollupQuery(grain="month", dimension="section", since=date(2026, 12, 1)),
        RollupQuery(grain="day", dimension="all", origin="visitor"),
        RollupQuery(grain="day", dimension="size", version="2025.0", origin="visitor"),
    ]


def assert_same(store: Any, fake: MemoryStore, runner: Runner) -> None:
    for tenant in ("one", "two", "three"):
        for each in wanted():
            assert await_call(runner, store.read_rollups, tenant, each) == await_call(
                runner, fake.read_rollups, tenant, each
            ), each


def waiting(store: Any) -> int:
    """How many assessments of the tenant "one" are not yet summed."""
    with store._database.reading.connect() as connection:
        found, count = rollups.read(connection, "one", RollupQuery(grain="day", dimension="all"))
        assert found is not None
        return count


@pytest.mark.parametrize("at_once", [3, 10_000])
def test_sums_are_those_of_the_assessments_at_every_moment(
    store: Any, runner: Runner, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(rollups, "AGGREGATED_AT_ONCE", at_once)
    fake = MemoryStore()
    for each in RECORDS:
        await_call(runner, store.add, each, None)
        await_call(runner, fake.add, each, None)
    assert_same(store, fake, runner)
    for each in RECORDS[::3]:
        for erasing in (store, fake):
            await_call(runner, erasing.erase, each.space, each.id, moment(99 * DAY))
    assert_same(store, fake, runner)
    for erasing in (store, fake):
        await_call(runner, erasing.erase_reference, "one", "shop-17", moment(99 * DAY))
    assert_same(store, fake, runner)
    assert await_call(runner, store.read_rollups, "one", RollupQuery(grain="day", dimension="tag")) == {}


def test_summing_up_leaves_little_to_add_and_erasing_leaves_nothing(
    store: Any, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(store, MemoryStore):
        pytest.skip("it keeps no sums")
    monkeypatch.setattr(rollups, "AGGREGATED_AT_ONCE", 10)
    for each in RECORDS:
        await_call(runner, store.add, each, None)
    await_call(runner, store.probe)
    assert waiting(store) < 10
    await_call(runner, store.erase_reference, "one", "shop-17", moment(99 * DAY))
    with store._database.reading.connect() as connection:
        bind_tenant(connection, "one")
        assert connection.execute(rollups._ROLLUPS.select()).all() == []
    assert waiting(store) == 0


def test_few_that_wait_are_found_without_looking_through_all_that_are_kept(
    tmp_path: Path, runner: Runner
) -> None:
    store = opened_sqlite(tmp_path / "palier.db")
    await_call(runner, store.add, record(), None)
    sent: list[tuple[str, Any]] = []
    event.listen(store._database.reading, "before_cursor_execute", lambda *given: sent.append(given[2:4]))
    with store._database.reading.connect() as connection:
        assert len(rollups.pending_assessments(connection, "one")) == 1
        statement, values = sent[-1]
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert len(plan) == 1
    assert plan[0].startswith("SEARCH assessments")
    assert plan[0].endswith("id=?)")
    store.close()
