"""Tenants share one process: however much one asks for, another is served after one piece of its work."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.application.fairness.payer import PAYER
from service.application.fairness.places import Places
from service.application.fairness.rotation import Rotation
from service.application.fairness.turns import Turns
from service.application.fairness.workers import Workers
from service.errors import Unavailable

NEVER, AT_ONCE = 300.0, 0.01


async def as_payer(payer: str, work: Callable[[], Awaitable[Any]]) -> Any:
    """Do this on behalf of somebody, as a request does: in a task, so in a context, of its own."""

    async def paid() -> Any:
        PAYER.set(payer)
        return await work()

    return await asyncio.create_task(paid())


@contextmanager
def workers_of(threads: int, seconds: float = NEVER) -> Iterator[Workers]:
    with closing(Workers(threads, "test", Turns(), seconds)) as workers:
        yield workers


@given(st.lists(st.sampled_from("abc")))
def test_nobody_is_served_twice_while_another_waits_and_each_in_order(tenants: list[str]) -> None:
    queue: Rotation[int] = Rotation()
    for number, tenant in enumerate(tenants):
        queue.add(tenant, number)
    served = []
    while (waiting := queue.next()) is not None:
        served.append(waiting)
    assert sorted(item for _, item in served) == list(range(len(tenants)))
    for tenant in set(tenants):
        own = [item for name, item in served if name == tenant]
        assert own == sorted(own)
    for place, (first, second) in enumerate(pairwise(served), 1):
        if first.tenant == second.tenant:
            assert {name for name, _ in served[place:]} == {second.tenant}


def test_what_is_taken_out_or_may_not_run_is_passed_over() -> None:
    queue: Rotation[int] = Rotation()
    for number, tenant in enumerate("aab"):
        queue.add(tenant, number)
    assert queue.remove("a", 0)
    assert not queue.remove("a", 0)
    assert queue.next(lambda tenant: tenant != "a") == ("b", 2)
    assert queue.next(lambda tenant: tenant != "a") is None
    assert (queue.count("a"), queue.next(), queue.next()) == (1, ("a", 1), None)


def test_a_tenant_with_a_hundred_requests_lets_another_through_after_one() -> None:
    order: list[str] = []

    async def everybody() -> None:
        turns = Turns()

        async def work() -> None:
            await turns.take()
            order.append(PAYER.get())

        many = [asyncio.create_task(as_payer("many", work)) for _ in range(100)]
        while len(order) < 10:
            await asyncio.sleep(0)
        await as_payer("one", work)
        assert len(order) <= 14
        await asyncio.gather(*many)
        assert order.count("many") == 100

    asyncio.run(everybody())


def test_a_turn_costs_no_wait_when_nobody_is_at_work() -> None:
    async def alone() -> None:
        turns = Turns()
        taking = turns.take()
        with pytest.raises(StopIteration):
            # It never gives way to the event loop.
            taking.send(None)
        await asyncio.sleep(0)
        assert await turns.take() == 2

    asyncio.run(alone())


def test_no_tenant_has_all_threads() -> None:
    async def everybody(workers: Workers) -> None:
        release = Event()
        held = [asyncio.create_task(as_payer("many", lambda: workers.run(release.wait))) for _ in range(20)]
        await asyncio.sleep(0)
        assert await as_payer("one", lambda: workers.run(lambda: "served")) == "served"
        assert not any(task.done() for task in held)
        release.set()
        assert all(await asyncio.gather(*held))

    with workers_of(2) as workers:
        asyncio.run(everybody(workers))


def test_what_fails_in_a_thread_fails_for_whoever_asked() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with workers_of(1) as workers, pytest.raises(ZeroDivisionError):
        asyncio.run(workers.run(fail))


def test_by_the_deadline_whoever_waits_is_answered_and_the_thread_told_to_give_up() -> None:
    async def everybody(workers: Workers) -> None:
        stuck = Event()
        begun = asyncio.create_task(workers.run(stuck.wait, stuck.set))
        queued = asyncio.create_task(workers.run(lambda: None))
        for task in (begun, queued):
            with pytest.raises(Unavailable, match="not answered in time"):
                await task
        assert stuck.is_set()

    with workers_of(1, AT_ONCE) as workers:
        asyncio.run(everybody(workers))


def test_the_work_that_waits_is_bounded_for_each() -> None:
    async def everybody(workers: Workers) -> None:
        release = Event()
        held = [asyncio.create_task(as_payer("many", lambda: workers.run(release.wait))) for _ in range(300)]
        await asyncio.sleep(0.1)
        refused = [task for task in held if task.done()]
        assert 0 < len(refused) < 100
        assert await as_payer("one", lambda: workers.run(lambda: "served")) == "served"
        release.set()
        outcomes = await asyncio.gather(*held, return_exceptions=True)
        assert sum(isinstance(outcome, Unavailable) for outcome in outcomes) == len(refused)

    with workers_of(2) as workers:
        asyncio.run(everybody(workers))


def test_whoever_leaves_takes_no_thread() -> None:
    async def everybody(workers: Workers) -> None:
        release, done = Event(), []
        held = asyncio.create_task(workers.run(release.wait))
        leaving = asyncio.create_task(workers.run(lambda: done.append("left")))
        await asyncio.sleep(0)
        leaving.cancel()
        release.set()
        await held
        assert await workers.run(lambda: "next") == "next"
        assert done == []

    with workers_of(1) as workers:
        asyncio.run(everybody(workers))


def test_work_that_nobody_waits_for_any_more_is_told_to_give_up() -> None:
    async def everybody(workers: Workers) -> None:
        stuck = Event()
        leaving = asyncio.create_task(workers.run(stuck.wait, stuck.set))
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert stuck.is_set()

    with workers_of(1) as workers:
        asyncio.run(everybody(workers))


def test_a_tenant_has_so_many_places_and_another_has_its_own() -> None:
    async def everybody() -> None:
        places, release = Places(2, AT_ONCE), asyncio.Event()

        async def hold() -> str:
            async with places.take():
                await release.wait()
                return "held"

        async def pass_through() -> str:
            async with places.take():
                return "passed"

        held = [asyncio.create_task(as_payer("many", hold)) for _ in range(2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await as_payer("many", pass_through)
        assert await as_payer("one", pass_through) == "passed"
        release.set()
        assert await asyncio.gather(*held) == ["held", "held"]
        assert await as_payer("many", pass_through) == "passed"

    asyncio.run(everybody())
