"""Rollups on both databases: exact after any inserts, aggregations and erasures."""

import asyncio
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, get_args

import numpy
import pytest
from sqlalchemy import event

from service.application.fairness.turns import Turns
from service.application.fairness.workers import Workers
from service.application.ports.rollup_store import RollupQuery
from service.application.spaces import Space
from service.application.statistics.measures import AXES
from service.application.statistics.statistics import Statistics, StatisticsRequest
from service.model.codes import GroupBy
from service.storage.assessments import rollup_store, rollups
from service.storage.database.isolation import bind_tenant
from tests.fakes.stores import MemoryStores
from tests.support.asking import await_call
from tests.support.opening import opened_sqlite
from tests.support.records import record, timestamp
from tests.support.waiting import is_soon

Runner = asyncio.Runner
DAY = 24 * 60
DIMENSIONS = ("all", *get_args(GroupBy))


def tagged(minutes: float, *tags: str, **changes: Any) -> Any:
    return record(minutes, tags=tags, **changes)


RECORDS = [
    *(
        record(day * DAY, nace_section="CG"[day % 2], maturity_level=None, maturity_index=None)
        for day in range(40)
    ),
    *(
        tagged(day * DAY + 1, "north", *(["south"] if day % 2 else []), importance_score=day)
        for day in range(20)
    ),
    *(record(day * DAY + 2, origin="visitor", methodology="v2025.0", assessor=None) for day in range(9)),
    *(record(day * DAY, space="two") for day in range(5)),
]


def queries() -> list[RollupQuery]:
    plain = [
        RollupQuery(grain=grain, dimension=dimension)
        for grain in ("day", "month")
        for dimension in DIMENSIONS
    ]
    return [
        *plain,
        RollupQuery(grain="day", dimension="tag", since=date(2026, 11, 24), until=date(2026, 12, 1)),
        RollupQuery(grain="month", dimension="nace_section", since=date(2026, 12, 1)),
        RollupQuery(grain="day", dimension="all", origin="visitor"),
        RollupQuery(grain="day", dimension="size_class", methodology="v2025.0", origin="visitor"),
    ]


def assert_same(stores: Any, fake: MemoryStores, runner: Runner) -> None:
    for tenant in ("one", "two", "three"):
        for query in queries():
            found, expected = (
                await_call(runner, each.rollups.read_rollups, tenant, query) for each in (stores, fake)
            )
            assert found.groups == expected.groups, query
            assert found.has_other_tags is expected.has_other_tags


def unaggregated(stores: Any) -> int:
    """How many assessments of the space "one" are in no rollup yet."""
    with stores.database.reading.connect() as connection:
        return rollup_store.read(connection, "one", RollupQuery(grain="day", dimension="all")).assessments


@pytest.mark.parametrize("at_once", [3, 10_000])
def test_rollups_are_exact_at_any_time(
    stores: Any, runner: Runner, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(rollups, "BATCH_SIZE", at_once)
    fake = MemoryStores()
    for stored in RECORDS:
        await_call(runner, stores.assessments.insert, stored, None)
        await_call(runner, fake.assessments.insert, stored, None)
    assert_same(stores, fake, runner)
    for stored in RECORDS[::3]:
        for erasing in (stores, fake):
            await_call(runner, erasing.assessments.erase, stored.space, stored.id, timestamp(99 * DAY))
    assert_same(stores, fake, runner)
    for erasing in (stores, fake):
        await_call(runner, erasing.assessments.erase_reference, "one", "shop-17", timestamp(99 * DAY))
    assert_same(stores, fake, runner)
    assert (
        await_call(
            runner, stores.rollups.read_rollups, "one", RollupQuery(grain="day", dimension="tag")
        ).groups
        == {}
    )


def test_the_quartiles_of_stored_rollups_are_numpys(
    stores: Any, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollups, "BATCH_SIZE", 20)
    drawn = Random(7)
    stored = [
        record(
            drawn.randrange(60) * DAY,
            nace_section=drawn.choice("CGI"),
            maturity_index=drawn.randint(100, 400) / 100,
            maturity_coverage=drawn.randint(0, 100) / 100,
            importance_score=drawn.randint(0, 100),
        )
        for _ in range(120)
    ]
    for inserted in stored:
        await_call(runner, stores.assessments.insert, inserted, None)
    for erased in stored[::7]:
        await_call(runner, stores.assessments.erase, "one", erased.id, timestamp(99 * DAY))
    del stored[::7]
    request = StatisticsRequest(group_by="nace_section")
    with closing(Workers(1, "test", Turns())) as workers:
        answer = runner.run(Statistics(stores.rollups, workers).read(Space("one"), request)).stats
    assert [row.group for row in answer.rows] == ["C", "G", "I"]
    for row in answer.rows:
        for measure in AXES:
            spread = getattr(row, measure)
            numbers = [getattr(each.row, measure) for each in stored if each.row.nace_section == row.group]
            expected = numpy.percentile(numbers, [25, 50, 75])
            assert [spread.lower_quartile, spread.median, spread.upper_quartile] == pytest.approx(expected)
            assert spread.mean == pytest.approx(numpy.mean(numbers), abs=5.1e-5)


def test_aggregation_leaves_little_pending_and_erasing_leaves_nothing(
    stores: Any, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(stores, MemoryStores):
        pytest.skip("it stores no rollups")
    monkeypatch.setattr(rollups, "BATCH_SIZE", 10)
    for stored in RECORDS:
        await_call(runner, stores.assessments.insert, stored, None)
    assert is_soon(lambda: unaggregated(stores) < 10)
    await_call(runner, stores.assessments.erase_reference, "one", "shop-17", timestamp(99 * DAY))
    with stores.database.reading.connect() as connection:
        bind_tenant(connection, "one")
        assert connection.execute(rollups._ROLLUPS.select()).all() == []
    assert unaggregated(stores) == 0


def test_pending_assessments_are_looked_up_by_id(tmp_path: Path, runner: Runner) -> None:
    stores = opened_sqlite(tmp_path / "palier.db")
    await_call(runner, stores.assessments.insert, record(), None)
    sent: list[tuple[str, Any]] = []
    event.listen(stores.database.reading, "before_cursor_execute", lambda *given: sent.append(given[2:4]))
    with stores.database.reading.connect() as connection:
        assert len(rollups.rows_of(connection, "one", rollups.pending_ids(connection, "one", 9))) == 1
        statement, values = sent[-1]
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert len(plan) == 1
    assert plan[0].startswith("SEARCH assessments")
    assert plan[0].endswith("id=?)")
    stores.close()
