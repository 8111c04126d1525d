"""The tags that statistics add up are bounded, and an erasure subtracts exactly what had been added."""

import asyncio
from datetime import date
from typing import Any

import pytest

from service.application.ports.rollup_store import RollupQuery
from service.application.spaces import Space
from service.application.statistics import rollups as definition
from service.storage.assessments import rollups
from service.storage.assessments.rollup_progress import tags_of
from service.storage.database.isolation import bind_tenant
from tests.fakes.stores import MemoryStores
from tests.support.asking import await_call
from tests.support.records import record, timestamp

SPACE = Space("one")
BY_TAG = RollupQuery(grain="day", dimension="tag")
DAY = 24 * 60


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definition, "MOST_TAGS", 3)
    monkeypatch.setattr(rollups, "BATCH_SIZE", 2)


def counts(stores: Any, runner: asyncio.Runner) -> tuple[dict[str, int], bool]:
    """How many assessments each tag has, and whether there are others."""
    reading = await_call(runner, stores.rollups.read_rollups, SPACE, BY_TAG)
    found: dict[str, int] = {}
    for group, sums in reading.groups.items():
        found[group.value] = found.get(group.value, 0) + sums[0]
    return found, reading.has_other_tags


def test_the_tags_used_first_are_added_up_and_erased_again(stores: Any, runner: asyncio.Runner) -> None:
    stored = [record(number, tags=(f"t{number}", "all"), reference=f"r{number}") for number in range(6)]
    for each in stored:
        await_call(runner, stores.assessments.insert, each, None)
        if not isinstance(stores, MemoryStores):
            while await_call(
                runner, stores.committer.submit, lambda connection: rollups.aggregate_next(connection, SPACE)
            ):
                pass
    assert counts(stores, runner) == ({"t0": 1, "all": 6, "t1": 1}, True)
    for each in stored[3:]:
        await_call(runner, stores.assessments.erase, SPACE, each.id, timestamp(DAY))
    assert counts(stores, runner)[0] == {"t0": 1, "all": 3, "t1": 1}
    for each in stored[:3]:
        await_call(runner, stores.assessments.erase, SPACE, each.id, timestamp(DAY))
    assert counts(stores, runner)[0] == {}
    if not isinstance(stores, MemoryStores):
        with stores.database.reading.connect() as connection:
            bind_tenant(connection, SPACE)
            assert connection.execute(rollups._ROLLUPS.select()).all() == []
            assert all(len(digest) == 16 for digest in tags_of(connection, SPACE).chosen)


def test_no_tag_of_a_visitor_is_in_a_sum(stores: Any, runner: asyncio.Runner) -> None:
    for number in range(4):
        visited = record(number, origin="visitor", tags=(f"v{number}",))
        await_call(runner, stores.assessments.insert, visited, None)
    await_call(runner, stores.assessments.insert, record(5, tags=("own",)), None)
    assert counts(stores, runner) == ({"own": 1}, False)


def test_a_read_by_period_ends_after_the_groups_asked_for_and_their_week(
    stores: Any, runner: asyncio.Runner
) -> None:
    if isinstance(stores, MemoryStores):
        pytest.skip("it always reads everything")
    for number in range(40):
        await_call(runner, stores.assessments.insert, record(number * DAY), None)
    while await_call(
        runner, stores.committer.submit, lambda connection: rollups.aggregate_next(connection, SPACE)
    ):
        pass
    bounded = RollupQuery(grain="day", dimension="all", most_groups=10)
    days = sorted(
        group.start for group in await_call(runner, stores.rollups.read_rollups, SPACE, bounded).groups
    )
    assert days[0] == date(2026, 11, 22)
    assert 11 <= len(days) <= 11 + 6 + rollups.BATCH_SIZE
