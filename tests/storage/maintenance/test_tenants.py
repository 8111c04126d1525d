"""A tenant is deleted with everything of it, in whichever table, beside a server that works on."""

from asyncio import Runner
from collections import Counter
from pathlib import Path

import pytest

from service.application.norms.publishing import NormPublisher
from service.application.ports.norm_reader import Edition
from service.application.ports.norm_repository import NewEdition
from service.application.spaces import EVERYBODY, Space
from service.errors import NotDone
from service.norms.release import State
from service.storage.assessments.rollups import aggregate_next
from service.storage.keys.registry import SqlRegistry
from service.storage.maintenance import tenants
from service.storage.maintenance.tenants import delete_tenant, holdings_of
from tests.isolation import traces
from tests.support.asking import await_call
from tests.support.postgres import Postgres
from tests.support.records import START, idempotency, timestamp
from tests.support.records import record as plain
from tests.support.voting import VERSION, Service, many, opened_service

NAME = "zuckerrohr"
OTHERS = ("south", "east", "west", "coast", "inland")


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the tenants has a name that is found wherever it is left; there are enough for a norm."""
    monkeypatch.setattr("tests.support.voting.TENANTS", (NAME, *OTHERS))
    monkeypatch.setattr(tenants, "_BATCH_SIZE", 7)


def _left(service: Service, place: Path | str, request: pytest.FixtureRequest) -> bytes:
    """Every row of the database, or the bytes of its file."""
    if isinstance(place, Path):
        service.command.run_checkpoint()
        return traces.files(place.parent)
    server: Postgres = request.getfixturevalue("postgres_server")
    return traces.rows(server.superuser(place))


def _votes_in_norm(service: Service) -> Counter[str]:
    """The votes in the private state of the norm, by owner."""
    votes: Counter[str] = Counter()
    for leaf in service.repository.states()[VERSION].leaves.values():
        votes.update(leaf.owners)
    return votes


@pytest.mark.usefixtures("named")
def test_a_deleted_tenant_is_nowhere_and_nothing_else_is_touched(
    database_place: Path | str, runner: Runner, request: pytest.FixtureRequest
) -> None:
    with opened_service(database_place, runner) as service:
        service.insert(*many(120))
        for number, space in enumerate((NAME, f"{NAME}:test", "south")):
            stored = plain(number, space=space)
            await_call(runner, service.stores.assessments.insert, stored, idempotency(f"key-{number}"))
        with service.command.transaction() as connection:
            aggregate_next(connection, Space(NAME))
        service.publishing.publish(VERSION, timestamp(10))
        erased = plain(5, space=NAME)
        await_call(runner, service.stores.assessments.insert, erased, None)
        await_call(runner, service.stores.assessments.erase, NAME, erased.id, timestamp(11))
        others = {name: holdings_of(service.command, name) for name in OTHERS}
        held = holdings_of(service.command, NAME)
        assert (held.assessments, held.idempotency_keys, held.votes, held.keys) == (22, 2, 20, 0)
        assert NAME.encode() in _left(service, database_place, request)
        counted = _votes_in_norm(service)
        assert counted[NAME] > 0

        assert delete_tenant(service.command, NAME, timestamp(12)) == (held, True)
        assert NAME.encode() not in _left(service, database_place, request)
        assert {name: holdings_of(service.command, name) for name in others} == others
        # Its frozen votes are still told from others', under a name that says nothing.
        left = _votes_in_norm(service)
        assert sorted(left.values()) == sorted(counted.values())
        assert {name: left[name] for name in OTHERS} == {name: counted[name] for name in OTHERS}
        # Frozen figures follow with the next editions, as for any erasure.
        assert service.publishing.publish(VERSION, timestamp(13)).organisations == 100
        # What a server does later for a space that it remembers leaves nothing either.
        with service.command.transaction() as connection:
            assert not aggregate_next(connection, Space(NAME))
        assert NAME.encode() not in _left(service, database_place, request)


@pytest.mark.usefixtures("named")
def test_a_new_tenant_of_the_same_name_starts_without_data(
    database_place: Path | str, runner: Runner
) -> None:
    with opened_service(database_place, runner) as service:
        delete_tenant(service.command, NAME, START)
        # A server that had not noticed yet.
        for number, space in enumerate((NAME, f"{NAME}:test")):
            stored = plain(number, space=space)
            await_call(runner, service.stores.assessments.insert, stored, idempotency("late"))
        assert SqlRegistry(service.command).add_tenant(NAME, START)
        held = holdings_of(service.command, NAME)
        assert (held.assessments, held.idempotency_keys) == (0, 0)


def test_no_norm_is_published_with_a_tenant_that_was_deleted_while_it_was_counted(service: Service) -> None:
    service.insert(*many(9))
    edition = NewEdition(
        edition=Edition(VERSION, 1, timestamp(10)),
        state=State(set(), {}),
        cells={Space("north"): {}, EVERYBODY: {}},
    )
    delete_tenant(service.command, "north", timestamp(9))
    with pytest.raises(NotDone, match="deleted while"):
        service.repository.publish(edition)
    assert isinstance(service.publishing, NormPublisher)
    assert service.publishing.publish(VERSION, timestamp(10)).organisations == 7
