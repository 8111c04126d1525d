"""Organisations that vote, a service that keeps them and publishes, and their votes one by one."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import text

from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.records import Owner, record_of
from service.application.ids import new_id
from service.application.norms.benchmarks import Benchmarks, NormQuery
from service.application.norms.publishing import NormPublisher
from service.application.ports.assessment_store import AssessmentRecord
from service.application.ports.norm_repository import assessor_of
from service.methodology.catalogue import shipped
from service.model.codes import COMPETENCIES
from service.model.profile import Context, Profile
from service.norms.cohorts import Cell, Leaf
from service.norms.tally import LIFE
from service.storage.assessments.assessment_store import SqlStore
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.keys.registry import SqlRegistry
from service.storage.norms.norm_repository import SqlNormRepository
from tests.fakes.memory import SilentCommitObserver
from tests.norms.world import Ballot
from tests.support.asking import await_call
from tests.support.opening import opened_twice
from tests.support.records import START, moment

VERSION = "2026.1"
TENANTS = ("north", "south", "east")
ASSESSOR = AssessmentEngine(shipped())
_STEPS = ("to_emergent", "to_community", "to_network")


def profile(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A profile whose every artefact is answered, each number otherwise."""
    answers = ("no", "partly", "yes")
    evidence = {
        key: {"evidence": {step: answers[(number + place * i) % 3] for i, step in enumerate(_STEPS, 1)}}
        for place, key in enumerate(COMPETENCIES)
    }
    organisation = {"country": "FR", "headcount": 5, "activity_code": "G", "reference": f"shop-{number}"}
    return {
        "organisation": organisation | changes.pop("organisation", {}),
        "competencies": evidence | changes.pop("competencies", {}),
        "context": {"assessor": "self"} | changes.pop("context", {}),
        **changes,
    }


def record(tenant: str, minutes: float, data: dict[str, Any], origin: Any = "server") -> AssessmentRecord:
    read = msgspec.convert(data, Profile)
    found, result = ASSESSOR.assess_and_digest(read, "en", frozenset(), VERSION)
    at = moment(minutes)
    return record_of((new_id(at), at), Owner(tenant, origin), read, found, result)


def many(number: int, first: int = 0, minutes: float = 0, **changes: Any) -> list[AssessmentRecord]:
    """So many organisations, shared by the tenants."""
    return [
        record(TENANTS[each % 3], minutes + each / 100, profile(each, **msgspec.to_builtins(changes)))
        for each in range(first, first + number)
    ]


class Service:
    """A store that works, and the publisher beside it."""

    def __init__(self, served: Database, beside: Database, runner: asyncio.Runner) -> None:
        registry = SqlRegistry(beside)
        for tenant in TENANTS:
            registry.add_tenant(tenant, START)
        self.beside = beside
        self.store = SqlStore(served, SilentCommitObserver())
        self.repository = SqlNormRepository(beside)
        self.publishing = NormPublisher(ASSESSOR, self.repository)
        self._benchmarks = Benchmarks(shipped(), self.store.norms)
        self._runner = runner
        self.records: dict[Any, AssessmentRecord] = {}

    def keep(self, *records: AssessmentRecord) -> None:
        for each in records:
            self.records[each.id] = each
            await_call(self._runner, self.store.add, each, None)

    def erase(self, record: AssessmentRecord, at: datetime) -> None:
        del self.records[record.id]
        await_call(self._runner, self.store.erase, record.space, record.id, at)

    def norm(self, **what: Any) -> Any:
        return await_call(
            self._runner, self._benchmarks.norm, NormQuery(**{"space": "north", "language": "en"} | what)
        )

    def released(self, owner: str, number: int, cells: list[Cell]) -> Any:
        """An edition, and what it shows of these cells."""
        return await_call(self._runner, self.store.norms.read, owner, VERSION, number, cells)

    def votes(self) -> int:
        count = 0
        with self.beside.reading.connect() as connection:
            for tenant in TENANTS:
                isolation.bind_tenant(connection, tenant)
                query = text("SELECT count(*) FROM votes WHERE tenant = :tenant")
                count += connection.execute(query, {"tenant": tenant}).scalar_one()
        return count


@contextmanager
def opened_service(where: Path | str, runner: asyncio.Runner) -> Iterator[Service]:
    """A service on a new database: a file of this path, or what this URL names."""
    served, beside = opened_twice(where)
    found = Service(served, beside, runner)
    yield found
    beside.close()
    found.store.close()


def brute_force(records: dict[Any, AssessmentRecord], cut_off: datetime) -> dict[Leaf, list[Ballot]]:
    """The votes as of a cut-off, by looking at every stored row by itself."""
    latest: dict[tuple[str, str], Ballot] = {}
    for each in sorted(records.values(), key=lambda record: record.id):
        if each.origin == "visitor" or each.reference is None or each.space.endswith(":test"):
            continue
        bins = _bins(each.profile)
        if bins is not None and cut_off - LIFE <= each.created_at < cut_off:
            leaf = Leaf(assessor_of(each.assessor), each.section or "", each.size, each.country)
            latest[each.space, each.reference] = Ballot(each.reference, each.space, leaf, bins)
    found: dict[Leaf, list[Ballot]] = {}
    for vote in latest.values():
        found.setdefault(vote.leaf, []).append(vote)
    return found


@cache
def _bins(kept: bytes) -> bytes | None:
    """The vote of a profile, or None where it has none."""
    read = msgspec.json.decode(kept, type=Profile)
    scores = ASSESSOR.assess(read, "en", frozenset(), VERSION).maturity
    if (read.context or Context()).norm_use is False or scores.index is None or scores.coverage < 0.8:
        return None
    known = [each.score for each in scores.competencies if each.score is not None]
    if len(known) < len(scores.competencies) or all(each.declared for each in scores.competencies):
        return None
    return bytes(
        [int((scores.index - 1) / 0.05 + 0.5 + 1e-9), *(int((each - 1) / 0.25 + 0.5) for each in known)]
    )
