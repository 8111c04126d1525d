"""Norms on both databases: votes cast from stored profiles, counted, released, read, and gone when erased."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from service.application.norms.publishing import NormPublisher
from service.application.ports.norm_reader import Edition
from service.application.ports.norm_repository import NewEdition
from service.application.spaces import EVERYBODY
from service.errors import NotDone
from service.model.codes import COMPETENCIES
from service.storage.database import isolation
from service.storage.keys.registry import SqlRegistry
from service.storage.norms import norm_repository
from service.storage.norms.norm_repository import SqlNormRepository
from tests.support.records import START, timestamp
from tests.support.voting import ENGINE, VERSION, Service, brute_force, many, profile, record

DAY = 24 * 60


def test_only_those_vote_who_may(service: Service) -> None:
    half = {key: {} for key in COMPETENCIES[:4]}
    declared = {key: {"level": "emergent"} for key in COMPETENCIES}
    stale = record("north", -366 * DAY, profile(50))
    service.insert(
        record("north", 0, profile(1)),
        record("north", 1, profile(1)),
        record("south", 1, profile(1)),
        record("north:test", 1, profile(2)),
        record("north", 1, profile(3), origin="visitor"),
        record("north", 1, profile(4, competencies=half)),
        record("north", 1, profile(5, competencies=declared)),
        record("north", 1, profile(6, context={"norm_use": False})),
        record("north", 1, profile(7, organisation={"reference": None})),
        stale,
    )
    assert service.publishing.publish(VERSION, timestamp(10)).organisations == 2
    assert sum(map(len, brute_force(service.records, timestamp(10)).values())) == 2


def test_an_erased_assessment_takes_its_vote_with_it_at_once(service: Service) -> None:
    records = many(30)
    service.insert(*records)
    service.publishing.publish(VERSION, timestamp(10))
    assert service.vote_count() == 30
    service.erase(records[3], timestamp(11))
    assert service.vote_count() == 29


def test_what_was_never_shown_is_fresh_though_the_clock_was_ahead_of_it_when_others_were(
    service: Service,
) -> None:
    service.insert(*many(90))
    service.publishing.publish(VERSION, timestamp(10))
    service.insert(*many(9, 90, 5))
    outcome = service.publishing.publish(VERSION, timestamp(8))
    assert (outcome.edition.published_at, outcome.organisations) == (timestamp(8), 99)
    assert service.norm(assessor="self").cohort.changed_in == 2


def test_what_an_older_version_s_norm_has_shown_is_fresh_for_no_other(service: Service) -> None:
    service.insert(*many(90))
    service.publishing.publish(VERSION, timestamp(10))
    with service.command.transaction() as connection:
        isolation.bind_tenant(connection, EVERYBODY)
        for table in ("editions", "norm_states"):
            connection.execute(text(f"UPDATE {table} SET methodology = 'v2025.1'"))
    service.insert(*many(2, 90, 20))
    outcome = service.publishing.publish(VERSION, timestamp(30))
    assert (outcome.edition.number, outcome.organisations, outcome.cells) == (2, 92, 0)
    service.insert(*many(9, 92, 40))
    service.publishing.publish(VERSION, timestamp(50))
    assert service.norm(assessor="self").cohort.changed_in == 3


def test_of_two_who_publish_the_same_edition_one_is_told(service: Service) -> None:
    service.insert(*many(30))

    class Overtaken(SqlNormRepository):
        def publish(self, edition: NewEdition) -> None:
            service.publishing.publish(VERSION, timestamp(10))
            super().publish(edition)

    with pytest.raises(NotDone, match="Edition 1 was published meanwhile"):
        NormPublisher(ENGINE, Overtaken(service.command)).publish(VERSION, timestamp(10))
    assert service.repository.last(VERSION) == Edition(VERSION, 1, timestamp(10))


def test_what_another_publisher_let_vote_is_not_counted_before_its_time(service: Service) -> None:
    class Cut(SqlNormRepository):
        def publish(self, edition: NewEdition) -> None:
            raise ConnectionError(f"edition {edition.edition.number} was cut off")

    service.insert(*many(60), *many(30, 60, 20))
    with pytest.raises(ConnectionError, match="was cut off"):
        NormPublisher(ENGINE, Cut(service.command)).publish(VERSION, timestamp(30))
    assert service.publishing.publish(VERSION, timestamp(10)).organisations == 60
    assert service.publishing.publish(VERSION, timestamp(30)).organisations == 90


def test_an_assessment_erased_while_it_votes_casts_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = many(30)
    service.insert(*records)
    record_votes = service.repository.record_votes

    def erase_first(*arguments: Any) -> None:
        if records[0].id in service.records:
            service.erase(records[0], timestamp(11))
        record_votes(*arguments)

    monkeypatch.setattr(service.repository, "record_votes", erase_first)
    monkeypatch.setattr(norm_repository, "_PAGE_SIZE", 7)
    assert service.publishing.publish(VERSION, timestamp(10)).organisations == 29


def test_tenants_of_one_owner_count_as_one(service: Service) -> None:
    registry = SqlRegistry(service.command)
    registry.add_tenant("north-two", START, "north")
    tenants = ("north", "north-two", "south", "east", "west", "coast")
    service.insert(*[record(tenants[i % 6], i / 100, profile(i)) for i in range(60)])
    assert service.publishing.publish(VERSION, timestamp(10)).organisations == 60
    norm = service.norm(assessor="self")
    assert (norm.status, "at least six clients" in norm.text) == ("not_enough_data", True)
    assert service.norm(assessor="self", scope="own").cohort.organisation_count == 10
    service.insert(*[record("inland", 20 + i / 100, profile(60 + i)) for i in range(10)])
    service.publishing.publish(VERSION, timestamp(30))
    (published,) = service.repository.states()[VERSION].leaves.values()
    # The sixth owner is there; the twenty organisations of the first count for a fifth of all.
    assert published.owners == {"north": 12, "south": 10, "east": 10, "west": 10, "coast": 10, "inland": 10}


def test_what_test_keys_store_is_in_a_norm_of_their_own_and_in_no_other(service: Service) -> None:
    service.insert(*(record("north:test", number / 100, profile(number)) for number in range(25)))
    service.insert(*many(30))
    outcome = service.publishing.publish(VERSION, timestamp(10))
    assert (outcome.organisations, outcome.own_norms) == (30, 7)
    counts = {
        (space, scope): service.norm(space=space, assessor="self", scope=scope).cohort.organisation_count
        for space in ("north", "north:test")
        for scope in ("own", "all")
    }
    assert counts[("north:test", "own")] == 25
    assert counts[("north", "own")] == 5
    assert counts[("north", "all")] == counts[("north:test", "all")] == 30
    assert service.norm(space="south:test", assessor="self", scope="own").status == "not_enough_data"


def test_a_tenant_sees_its_own_norm_and_no_other_tenants(service: Service) -> None:
    service.insert(*[record("north", number / 100, profile(number)) for number in range(25)])
    service.publishing.publish(VERSION, timestamp(10))
    own = service.norm(assessor="self", scope="own")
    assert (own.cohort.organisation_count, own.cohort.confidence) == (25, "emerging")
    assert own.index.lower_quartile is not None
    # One tenant alone fills no cell that others may see.
    assert service.norm(assessor="self").status == "not_enough_data"
    assert service.norm(space="south", assessor="self", scope="own").status == "not_enough_data"


def test_the_state_of_the_rule_outlives_the_process(service: Service) -> None:
    service.insert(*many(90))
    service.publishing.publish(VERSION, timestamp(10))
    states = service.repository.states()
    assert states[VERSION].cells
    assert states == SqlNormRepository(service.command).states()
    service.insert(*many(2, 90, 20))
    outcome = service.publishing.publish(VERSION, timestamp(30))
    assert outcome.organisations == 92
    # Two more are too few to be shown.
    assert service.norm(assessor="self").cohort.changed_in == 1
    service.insert(*many(9, 92, 40))
    service.publishing.publish(VERSION, timestamp(50))
    assert service.norm(assessor="self").cohort.changed_in == 3
    assert service.norm(assessor="self", edition=2).cohort.changed_in == 1


def test_nobody_is_called_everybody() -> None:
    from service.application.access.administration import Administration
    from tests.fakes.registry import MemoryRegistry

    with pytest.raises(NotDone):
        Administration(MemoryRegistry(), lambda: START + timedelta()).create_tenant(EVERYBODY)
