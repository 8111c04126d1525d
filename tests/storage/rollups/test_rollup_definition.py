"""Rollups of another definition: history is aggregated anew by itself, and no figure is wrong meanwhile."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from service.application.ports.rollup_store import RollupQuery
from service.application.spaces import Space
from service.application.statistics import measures
from service.application.statistics.measures import AXES, COUNTS, CodeCounts
from service.application.statistics.rollup_definition import definition
from service.application.statistics.rollups import contribution_of
from service.errors import Unavailable
from service.model.codes import BANDS, LEVELS, GroupBy
from service.storage.assessments import rollup_progress, rollup_store, rollups
from service.storage.assessments.bulk_load import load
from service.storage.database.isolation import bind_tenant
from service.storage.keys.registry import SqlRegistry
from service.storage.opening.stores import Stores
from tests.fakes.stores import MemoryStores
from tests.support.asking import await_call
from tests.support.opening import opened, opened_twice
from tests.support.records import START, record, timestamp
from tests.support.waiting import is_soon

Runner = asyncio.Runner
SPACE = Space("one")
DAY = 24 * 60
RECORDS = [record(minute * 60, nace_section="CG"[minute % 2], tags=("x",)) for minute in range(60)]
QUERIES = [
    RollupQuery(grain=grain, dimension=dimension)
    for grain in ("day", "month")
    for dimension in ("all", *get_args(GroupBy))
]


def test_the_definition_is_pinned() -> None:
    """Has what rollups contain changed? Servers rebuild stored rollups by themselves: update this pin."""
    assert definition() == "a4b2a1ef555925e8"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COUNTS", COUNTS | {"importance_band": CodeCounts(70, BANDS)}),
        ("COUNTS", COUNTS | {"maturity_level": CodeCounts(10, LEVELS[::-1])}),
        ("AXES", {name: replace(axis, unit=axis.unit * 2) for name, axis in AXES.items()}),
        ("AXES", {name: replace(axis, minimum=axis.minimum - 1) for name, axis in AXES.items()}),
    ],
)
def test_another_slot_another_order_and_another_measure_are_another_definition(
    monkeypatch: pytest.MonkeyPatch, name: str, value: Any
) -> None:
    monkeypatch.setattr(measures, name, value)
    assert definition.__wrapped__() != definition()


def test_every_dimension_of_the_contract_is_aggregated() -> None:
    sample = record(tags=("x",))
    assert {key.dimension for key in contribution_of(sample.row).day_keys()} == {"all", *get_args(GroupBy)}


@contextmanager
def release(version: str) -> Iterator[None]:
    """Another release, whose rollups lack the dimension "nace_section" and are of another definition."""

    def without_section(row: Any) -> Any:
        contribution = contribution_of(row)
        groups = {name: value for name, value in contribution.groups.items() if name != "nace_section"}
        return replace(contribution, groups=groups)

    with pytest.MonkeyPatch.context() as patch:
        for module in (rollups, rollup_store):
            patch.setattr(module, "contribution_of", without_section)
        patch.setattr(rollup_progress, "definition", lambda: version)
        yield


@pytest.fixture
def place(database_place: Path | str) -> Path | str:
    """A database on which another release has aggregated all records."""
    server, command = opened_twice(database_place)
    SqlRegistry(command).add_tenant(SPACE, START)
    with release("another"):
        assert load(command, SPACE, iter(RECORDS)) == len(RECORDS)
    command.close()
    server.close()
    return database_place


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollups, "BATCH_SIZE", 7)


def fake_of(records: list[Any], runner: Runner) -> MemoryStores:
    fake = MemoryStores()
    for stored in records:
        await_call(runner, fake.assessments.insert, stored, None)
    return fake


def assert_exact(stores: Stores, records: list[Any], runner: Runner) -> None:
    fake = fake_of(records, runner)
    for query in QUERIES:
        expected = await_call(runner, fake.rollups.read_rollups, SPACE, query).groups
        assert await_call(runner, stores.rollups.read_rollups, SPACE, query).groups == expected, query


def wait_until_rebuilt(stores: Stores) -> None:
    def is_rebuilt() -> bool:
        with stores.database.reading.connect() as connection:
            bind_tenant(connection, SPACE)
            return rollup_progress.progress_of(connection, SPACE) is None

    assert is_soon(is_rebuilt), "the rollups are not rebuilt"
    assert unaggregated(stores) == 0


def aggregate_next(stores: Stores, runner: Runner) -> Any:
    def work(connection: Connection) -> bool:
        return rollups.aggregate_next(connection, SPACE)

    return await_call(runner, stores.committer.submit, work)


def unaggregated(stores: Stores) -> int:
    with stores.database.reading.connect() as connection:
        return rollup_store.read(connection, SPACE, QUERIES[0]).assessments


def test_history_is_aggregated_anew_once_a_server_opens(place: Path | str, runner: Runner) -> None:
    stores = opened(place)
    assert_exact(stores, RECORDS, runner)
    wait_until_rebuilt(stores)
    assert_exact(stores, RECORDS, runner)
    stores.close()


@pytest.mark.parametrize("steps", range(0, 12, 3))
def test_figures_are_exact_after_each_step_whatever_is_inserted_and_erased(
    place: Path | str, runner: Runner, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr("service.storage.opening.stores.RollupAggregator.resume", lambda _: None)
    stores = opened(place)
    for _ in range(steps):
        aggregate_next(stores, runner)
    early, late = record(-DAY), record(99 * DAY)
    for inserted in (early, late):
        await_call(runner, stores.assessments.insert, inserted, None)
    left = [*RECORDS, early, late]
    assert_exact(stores, left, runner)
    for erased in (*RECORDS[::5], early):
        await_call(runner, stores.assessments.erase, SPACE, erased.id, timestamp(99 * DAY))
        left.remove(erased)
    assert_exact(stores, left, runner)
    while aggregate_next(stores, runner):
        pass
    assert unaggregated(stores) == 0
    assert_exact(stores, left, runner)
    await_call(runner, stores.assessments.erase_reference, SPACE, "shop-17", timestamp(99 * DAY))
    with stores.database.reading.connect() as connection:
        bind_tenant(connection, SPACE)
        assert connection.execute(rollups._ROLLUPS.select()).all() == []
    stores.close()


def test_a_history_too_long_to_add_up_is_unavailable_until_it_is_aggregated(
    place: Path | str, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.storage.opening.stores.RollupAggregator.resume", lambda _: None)
    monkeypatch.setattr(rollup_store, "READ_LIMIT", 20)
    stores = opened(place)
    with pytest.raises(Unavailable, match="computed anew"):
        await_call(runner, stores.rollups.read_rollups, SPACE, QUERIES[0])
    # The refused read has scheduled the aggregation.
    wait_until_rebuilt(stores)
    assert_exact(stores, RECORDS, runner)
    stores.close()


def test_two_releases_beside_each_other_are_both_exact(place: Path | str, runner: Runner) -> None:
    stores, left = opened(place), list(RECORDS)
    for number in range(6):
        if number % 2:
            with release("another"):
                aggregate_next(stores, runner)
        erased = left.pop(number)
        await_call(runner, stores.assessments.erase, SPACE, erased.id, timestamp(99 * DAY))
        assert_exact(stores, left, runner)
    stores.close()
