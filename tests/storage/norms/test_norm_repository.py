"""The repository in memory and the one on a database publish the same editions of the same history."""

import asyncio
from typing import Any

import pytest

from service.application.norms.publishing import NormPublisher
from service.application.ports.norm_reader import Edition
from service.application.ports.norm_repository import NewEdition, unpack_figures
from service.application.spaces import Space
from service.errors import NotDone
from service.norms.release import State
from tests.fakes.assessment_store import MemoryAssessmentStore
from tests.fakes.norm_repository import MemoryNormRepository
from tests.support.asking import await_call
from tests.support.records import timestamp
from tests.support.voting import ENGINE, TENANTS, VERSION, Service, many

Runner = asyncio.Runner


class Both:
    """One history on two repositories, each with a publisher."""

    def __init__(self, service: Service, runner: Runner) -> None:
        self.service = service
        self.assessments = MemoryAssessmentStore()
        self.fake = MemoryNormRepository(self.assessments, sorted(map(Space, [*TENANTS, "local"])))
        self.publisher = NormPublisher(ENGINE, self.fake)
        self._runner = runner

    def insert(self, *records: Any) -> None:
        self.service.insert(*records)
        for stored in records:
            await_call(self._runner, self.assessments.insert, stored, None)

    def erase(self, record: Any, minutes: float) -> None:
        self.service.erase(record, timestamp(minutes))
        await_call(self._runner, self.assessments.erase, record.space, record.id, timestamp(minutes))

    def publish(self, minutes: float) -> None:
        outcome = self.publisher.publish(VERSION, timestamp(minutes))
        assert self.service.publishing.publish(VERSION, timestamp(minutes)) == outcome
        assert self.fake.last(VERSION) == self.service.repository.last(VERSION) == outcome.edition
        assert self.fake.states() == self.service.repository.states()
        for owner, cells in self.fake.editions[-1].cells.items():
            published = self.service.published(owner, outcome.edition.number, list(cells))
            assert published.figures == {cell: unpack_figures(packed) for cell, packed in cells.items()}


def test_both_publish_the_same(service: Service, runner: Runner) -> None:
    both = Both(service, runner)
    assert both.fake.owners() == service.repository.owners()
    first = many(60)
    both.insert(*first, *many(30, 60, organisation={"activity_code": "C"}))
    both.publish(10)
    for record in first[:4]:
        both.erase(record, 11)
    both.insert(*many(40, 40, 20))
    both.publish(30)
    both.publish(31)


@pytest.mark.parametrize("kind", ["fake", "database"])
def test_a_number_is_published_once(service: Service, runner: Runner, kind: str) -> None:
    both = Both(service, runner)
    repository = both.fake if kind == "fake" else service.repository
    edition = NewEdition(Edition(VERSION, 1, timestamp(10)), State(set(), {}), {})
    repository.publish(edition)
    with pytest.raises(NotDone):
        repository.publish(edition)
