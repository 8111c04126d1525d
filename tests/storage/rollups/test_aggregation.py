"""The schedule of background aggregation: one batch at a time, each space in turn, until nothing is left."""

from collections.abc import Callable
from typing import Any

import pytest

from service.application.spaces import Space
from service.storage.assessments import rollups
from service.storage.assessments.aggregation import RollupAggregator
from tests.support.waiting import is_soon

ONE, TWO = Space("one"), Space("two")


class Committer:
    """Runs posted jobs when it is told to; ``batches`` is how many are left to aggregate per space."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **batches: int) -> None:
        self.batches = batches
        self.aggregated: list[str] = []
        self.jobs: list[tuple[Callable[[Any], Any], Callable[[Any], None]]] = []
        monkeypatch.setattr(rollups, "aggregate_next", self._aggregate_next)

    def post(self, work: Callable[[Any], Any], on_outcome: Callable[[Any], None]) -> None:
        self.jobs.append((work, on_outcome))

    def run(self, outcome: Any = None) -> None:
        """Run the only job; fail with the given outcome instead, if any."""
        ((work, on_outcome),) = self.jobs
        self.jobs.clear()
        on_outcome(work(None) if outcome is None else outcome)

    def run_all(self, aggregator: RollupAggregator) -> None:
        """Run all jobs: the aggregator posts each from another thread, after a rest."""

        def is_over() -> bool:
            if self.jobs:
                self.run()
            return not aggregator._is_running

        assert is_soon(is_over)

    def _aggregate_next(self, _: Any, space: str) -> bool:
        self.aggregated.append(space)
        self.batches[space] -= 1
        return self.batches[space] > 0


def aggregator_on(committer: Any) -> RollupAggregator:
    return RollupAggregator(committer)


def test_a_full_batch_of_inserts_is_aggregated(monkeypatch: pytest.MonkeyPatch) -> None:
    committer = Committer(monkeypatch, one=1)
    aggregator = aggregator_on(committer)
    for _ in range(rollups.BATCH_SIZE - 1):
        aggregator.add_pending(ONE)
    assert committer.jobs == []
    aggregator.add_pending(ONE)
    committer.run_all(aggregator)
    assert committer.aggregated == ["one"]


def test_spaces_take_turns_and_no_second_job_is_posted_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    committer = Committer(monkeypatch, one=3, two=2)
    aggregator = aggregator_on(committer)
    for space in (ONE, TWO, ONE, ONE):
        aggregator.set_pending(space, 10_000)
    assert len(committer.jobs) == 1
    committer.run_all(aggregator)
    assert committer.aggregated == ["one", "two", "one", "two", "one"]


def test_after_a_failure_the_next_read_schedules_again(monkeypatch: pytest.MonkeyPatch) -> None:
    committer = Committer(monkeypatch, one=1)
    aggregator = aggregator_on(committer)
    aggregator.set_pending(ONE, 10_000)
    committer.run(outcome=OSError("full"))
    committer.run_all(aggregator)
    assert committer.aggregated == []
    aggregator.set_pending(ONE, 10_000)
    committer.run_all(aggregator)
    assert committer.aggregated == ["one"]


def test_spaces_that_cannot_be_listed_are_scheduled_by_their_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    committer = Committer(monkeypatch, one=1)
    aggregator = aggregator_on(committer)
    aggregator.resume()
    committer.run(outcome=OSError("full"))
    aggregator.set_pending(ONE, 10_000)
    committer.run_all(aggregator)
    assert committer.aggregated == ["one"]
