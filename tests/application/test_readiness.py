"""Readiness: one question to the store for all who ask, and not ready before the process ends."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from service.application import readiness as module
from service.application.readiness import Readiness
from service.errors import Unavailable


class Store:
    """A store that counts its probes, and answers them when it is let."""

    def __init__(self) -> None:
        self.probes = 0
        self.now = 100.0
        self.failure: Unavailable | None = None
        self.answers = asyncio.Event()
        self.answers.set()

    async def probe(self) -> None:
        self.probes += 1
        await self.answers.wait()
        if self.failure:
            raise self.failure

    def clock(self) -> float:
        return self.now


def run(talk: Callable[[Store, Readiness], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        store = Store()
        await talk(store, Readiness(store.probe, store.clock))

    asyncio.run(whole())


def test_however_many_ask_the_store_is_asked_once_in_a_while() -> None:
    async def talk(store: Store, readiness: Readiness) -> None:
        for asked in range(1, 4):
            for _ in range(100):
                await asyncio.gather(*(readiness.check() for _ in range(10)))
            assert store.probes == asked
            store.now += 2.5

    run(talk)


def test_a_store_that_cannot_store_is_not_ready_and_is_not_asked_for_everybody() -> None:
    async def talk(store: Store, readiness: Readiness) -> None:
        store.failure = Unavailable("commit_failed", retry_after=7, reason="disk full")
        for _ in range(100):
            with pytest.raises(Unavailable, match="disk full"):
                await readiness.check()
        assert store.probes == 1
        store.failure = None
        store.now += 1.0
        await readiness.check()

    run(talk)


def test_a_store_that_does_not_answer_is_not_ready_before_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ANSWER_SECONDS", 0.05)

    async def talk(store: Store, readiness: Readiness) -> None:
        store.answers.clear()
        outcomes = await asyncio.gather(*(readiness.check() for _ in range(10)), return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {Unavailable}
        assert store.probes == 1
        store.answers.set()
        store.now += 1.0
        await readiness.check()

    run(talk)


def test_one_who_stops_waiting_takes_the_answer_from_nobody() -> None:
    async def talk(store: Store, readiness: Readiness) -> None:
        store.answers.clear()
        leaving, staying = (asyncio.ensure_future(readiness.check()) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        store.answers.set()
        await staying
        assert store.probes == 1

    run(talk)


def test_a_process_that_is_about_to_end_is_not_ready_at_once() -> None:
    async def talk(store: Store, readiness: Readiness) -> None:
        await readiness.check()
        readiness.part()
        with pytest.raises(Unavailable, match="about to stop"):
            await readiness.check()
        assert store.probes == 1

    run(talk)
