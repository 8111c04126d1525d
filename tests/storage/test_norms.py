"""Norms on both databases: votes cast from stored profiles, counted, released, read, and gone when erased."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from service.application.benchmarks import Asked, Benchmarks
from service.application.norm_ports import EVERYBODY, Edition, Made
from service.application.ports import Record
from service.application.publishing import Publishing
from service.errors import NotDone
from service.methodology.catalogue import shipped
from service.model.codes import COMPETENCIES
from service.norms.cohorts import Leaf
from service.storage import polls, walls
from service.storage.database import Database
from service.storage.polls import SqlPolls
from service.storage.registry import SqlRegistry
from service.storage.store import SqlStore
from tests.fakes import Unwatched
from tests.norms.world import Ballot, histogram
from tests.storage.asking import asked
from tests.storage.opening import opened_twice
from tests.storage.records import START, moment
from tests.storage.voting import ASSESSOR, TENANTS, VERSION, brute_force, many, profile, record

DAY = 24 * 60


class Service:
    """A store that works, and the publisher beside it."""

    def __init__(self, served: Database, beside: Database, runner: asyncio.Runner) -> None:
        registry = SqlRegistry(beside)
        for tenant in TENANTS:
            registry.add_tenant(tenant, START)
        self.beside = beside
        self.store = SqlStore(served, Unwatched())
        self.polls = SqlPolls(beside)
        self.publishing = Publishing(ASSESSOR, self.polls)
        self._benchmarks = Benchmarks(shipped(), self.store.norms)
        self._runner = runner
        self.records: dict[Any, Record] = {}

    def keep(self, *records: Record) -> None:
        for each in records:
            self.records[each.id] = each
            asked(self._runner, self.store.add, each, None)

    def erase(self, record: Record, at: datetime) -> None:
        del self.records[record.id]
        asked(self._runner, self.store.erase, record.tenant, record.id, at)

    def norm(self, **what: Any) -> Any:
        return asked(
            self._runner, self._benchmarks.norm, Asked(**{"tenant": "north", "language": "en"} | what)
        )

    def votes(self) -> int:
        count = 0
        with self.beside.reading.connect() as connection:
            for tenant in TENANTS:
                walls.enter(connection, tenant)
                query = text("SELECT count(*) FROM votes WHERE tenant = :tenant")
                count += connection.execute(query, {"tenant": tenant}).scalar_one()
        return count


@pytest.fixture(params=["sqlite", "postgres"])
def service(request: pytest.FixtureRequest, tmp_path: Path, runner: asyncio.Runner) -> Iterator[Service]:
    served, beside = opened_twice(request, tmp_path)
    found = Service(served, beside, runner)
    yield found
    beside.release()
    found.store.close()


def test_what_is_released_is_what_the_rows_say_edition_by_edition(service: Service) -> None:
    expected: dict[int, dict[Leaf, list[Ballot]]] = {}

    def publish(minutes: float) -> None:
        made = service.publishing.publish(VERSION, moment(minutes))
        expected[made.edition.number] = brute_force(service.records, moment(minutes))
        assert made.organisations == sum(map(len, expected[made.edition.number].values()))
        for leaf, taken in service.polls.state(VERSION).leaves.items():
            assert taken.counts == histogram(expected[taken.edition].get(leaf, [])), leaf

    first = many(70) + many(40, 70, organisation={"activity_code": "C", "country": "DE"})
    service.keep(*first)
    publish(10)
    assert service.norm(assessor="self", section="G").cohort.rung == "section"
    # Some assess themselves again, some are erased, one of which falls back to what it said before.
    again = many(30, 0, 20)
    service.keep(*again)
    service.erase(again[0], moment(21))
    for each in first[100:106]:
        service.erase(each, moment(21))
    publish(30)
    # After a year, only those who assessed themselves again are left to count.
    service.keep(*many(25, 200, 300 * DAY))
    publish(365 * DAY + 15)
    publish(700 * DAY)
    assert service.norm(assessor="self").status == "not_enough_data"
    assert service.norm(assessor="self", edition=1, section="G").status == "released"


def test_only_those_vote_who_may(service: Service) -> None:
    half = {key: {} for key in COMPETENCIES[:4]}
    declared = {key: {"stage": 2} for key in COMPETENCIES}
    stale = record("north", -366 * DAY, profile(50))
    service.keep(
        record("north", 0, profile(1)),
        record("north", 1, profile(1)),
        record("south", 1, profile(1)),
        record("north:test", 1, profile(2)),
        record("north", 1, profile(3), channel="visitor"),
        record("north", 1, profile(4, competencies=half)),
        record("north", 1, profile(5, competencies=declared)),
        record("north", 1, profile(6, context={"norm_use": False})),
        record("north", 1, profile(7, organisation={"reference": None})),
        stale,
    )
    assert service.publishing.publish(VERSION, moment(10)).organisations == 2
    assert sum(map(len, brute_force(service.records, moment(10)).values())) == 2


def test_an_erased_assessment_takes_its_vote_with_it_at_once(service: Service) -> None:
    kept = many(30)
    service.keep(*kept)
    service.publishing.publish(VERSION, moment(10))
    assert service.votes() == 30
    service.erase(kept[3], moment(11))
    assert service.votes() == 29


def test_of_two_who_publish_the_same_edition_one_is_told(service: Service) -> None:
    service.keep(*many(30))

    class Overtaken(SqlPolls):
        def publish(self, made: Made) -> None:
            service.publishing.publish(VERSION, moment(10))
            super().publish(made)

    with pytest.raises(NotDone, match="Edition 1 was published meanwhile"):
        Publishing(ASSESSOR, Overtaken(service.beside)).publish(VERSION, moment(10))
    assert service.polls.last(VERSION) == Edition(VERSION, 1, moment(10))


def test_an_assessment_erased_while_it_votes_casts_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = many(30)
    service.keep(*kept)
    cast = service.polls.cast

    def erase_first(*arguments: Any) -> None:
        if kept[0].id in service.records:
            service.erase(kept[0], moment(11))
        cast(*arguments)

    monkeypatch.setattr(service.polls, "cast", erase_first)
    monkeypatch.setattr(polls, "_AT_ONCE", 7)
    assert service.publishing.publish(VERSION, moment(10)).organisations == 29


def test_a_tenant_sees_its_own_norm_and_no_other_tenants(service: Service) -> None:
    service.keep(*[record("north", each / 100, profile(each)) for each in range(25)])
    service.publishing.publish(VERSION, moment(10))
    own = service.norm(assessor="self", scope="own")
    assert (own.cohort.organisations, own.cohort.confidence) == (25, "emerging")
    assert own.index.quartiles is not None
    # One tenant alone fills no cell that others may see.
    assert service.norm(assessor="self").status == "not_enough_data"
    assert service.norm(tenant="south", assessor="self", scope="own").status == "not_enough_data"


def test_the_state_of_the_rule_outlives_the_process(service: Service) -> None:
    service.keep(*many(90))
    service.publishing.publish(VERSION, moment(10))
    state = service.polls.state(VERSION)
    assert state.cells
    assert state == SqlPolls(service.beside).state(VERSION)
    service.keep(*many(2, 90, 20))
    made = service.publishing.publish(VERSION, moment(30))
    assert made.organisations == 92
    # Two more are too few to be shown.
    assert service.norm(assessor="self").cohort.changed_in == 1
    service.keep(*many(9, 92, 40))
    service.publishing.publish(VERSION, moment(50))
    assert service.norm(assessor="self").cohort.changed_in == 3
    assert service.norm(assessor="self", edition=2).cohort.changed_in == 1


def test_nobody_is_called_everybody() -> None:
    from service.application.access import Access
    from tests.fakes import MemoryRegistry

    with pytest.raises(NotDone):
        Access(MemoryRegistry(), lambda: START + timedelta()).create_tenant(EVERYBODY)
