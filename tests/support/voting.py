"""Assessments that vote, a server and a publisher on one database, and the same votes counted row by row."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import text

from service.application.assessment_engine import AssessmentEngine, DigestedAssessment
from service.application.assessments.records import Owner, record_of
from service.application.ids import new_identity
from service.application.norms.benchmarks import Benchmarks, NormQuery
from service.application.norms.publishing import NormPublisher
from service.application.ports.assessment_store import AssessmentRecord
from service.application.ports.norm_repository import assessor_of
from service.application.spaces import Space
from service.methodology.catalogue import shipped
from service.model.codes import COMPETENCIES, STEPS
from service.model.profile import Context, Profile
from service.norms.cohorts import Cell, Leaf
from service.norms.tally import VOTE_LIFETIME
from service.storage.database import isolation
from service.storage.database.database import Database
from service.storage.keys.registry import SqlRegistry
from service.storage.norms.norm_repository import SqlNormRepository
from tests.norms.world import SimulatedVote
from tests.support.asking import await_call
from tests.support.opening import opened_twice, stores_on
from tests.support.records import START, timestamp

VERSION = "v2026.1"
TENANTS = ("north", "south", "east", "west", "coast", "inland")
ENGINE = AssessmentEngine(shipped())


def profile(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A profile with every artefact answered; the answers vary with the number."""
    answers = ("no", "partly", "yes")
    evidence = {
        key: {step: answers[(number + place * i) % 3] for i, step in enumerate(STEPS, 1)}
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
    return record_at(timestamp(minutes), tenant, data, origin)


def record_at(
    created_at: datetime, tenant: str, data: dict[str, Any], origin: Any = "server"
) -> AssessmentRecord:
    profile, (assessment, digest) = _assessed(msgspec.json.encode(data))
    return record_of(new_identity(created_at), Owner(Space(tenant), origin), profile, assessment, digest)


@cache
def _assessed(data: bytes) -> tuple[Profile, DigestedAssessment]:
    """The profile and what comes of it: tests ask for the same few hundred again and again."""
    profile = msgspec.json.decode(data, type=Profile)
    return profile, ENGINE.assess_and_digest(profile, "en", frozenset(), VERSION)


def many(number: int, first: int = 0, minutes: float = 0, **changes: Any) -> list[AssessmentRecord]:
    """Assessments of so many organisations, which the tenants share evenly."""
    return [
        record(TENANTS[i % len(TENANTS)], minutes + i / 100, profile(i, **msgspec.to_builtins(changes)))
        for i in range(first, first + number)
    ]


class Service:
    """The stores of a server, and a publisher that works beside it."""

    def __init__(self, server: Database, command: Database, runner: asyncio.Runner) -> None:
        registry = SqlRegistry(command)
        for tenant in TENANTS:
            registry.add_tenant(tenant, START)
        self.command = command
        self.stores = stores_on(server)
        self.repository = SqlNormRepository(command)
        self.publishing = NormPublisher(ENGINE, self.repository)
        self._benchmarks = Benchmarks(shipped(), self.stores.norms)
        self._runner = runner
        self.records: dict[Any, AssessmentRecord] = {}

    def insert(self, *records: AssessmentRecord) -> None:
        """Store them all; the writer commits together what waits together."""
        for record in records:
            self.records[record.id] = record
        await_call(self._runner, self._insert, records)

    async def _insert(self, records: Iterable[AssessmentRecord]) -> None:
        await asyncio.gather(*(self.stores.assessments.insert(record, None) for record in records))

    def erase(self, record: AssessmentRecord, at: datetime) -> None:
        del self.records[record.id]
        await_call(self._runner, self.stores.assessments.erase, record.space, record.id, at)

    def norm(self, **query: Any) -> Any:
        return await_call(
            self._runner, self._benchmarks.norm, NormQuery(**{"space": "north", "language": "en"} | query)
        )

    def published(self, owner: str, number: int, cells: list[Cell]) -> Any:
        """An edition, and what it publishes of these cells."""
        return await_call(self._runner, self.stores.norms.read, owner, VERSION, number, cells)

    def vote_count(self) -> int:
        count = 0
        with self.command.reading.connect() as connection:
            for tenant in TENANTS:
                isolation.bind_tenant(connection, Space(tenant))
                query = text("SELECT count(*) FROM votes WHERE space = :space")
                count += connection.execute(query, {"space": tenant}).scalar_one()
        return count


@contextmanager
def opened_service(place: Path | str, runner: asyncio.Runner) -> Iterator[Service]:
    """A service on a new database: a file, or a URL."""
    server, command = opened_twice(place)
    service = Service(server, command, runner)
    yield service
    command.close()
    service.stores.close()


def brute_force(records: dict[Any, AssessmentRecord], cut_off: datetime) -> dict[Leaf, list[SimulatedVote]]:
    """The votes as of a cut-off, computed from each stored record."""
    latest: dict[tuple[str, str], SimulatedVote] = {}
    for record in sorted(records.values(), key=lambda record: record.id):
        row = record.row
        if row.origin == "visitor" or row.reference is None or record.space.endswith(":test"):
            continue
        bins = _bins(record.profile)
        if bins is not None and cut_off - VOTE_LIFETIME <= record.created_at < cut_off:
            place = (row.nace_section or "", row.size_class or "", row.country)
            leaf = Leaf(assessor_of(row.assessor), *place)
            latest[record.space, row.reference] = SimulatedVote(row.reference, record.space, leaf, bins)
    votes: dict[Leaf, list[SimulatedVote]] = {}
    for vote in latest.values():
        votes.setdefault(vote.leaf, []).append(vote)
    return votes


@cache
def _bins(stored: bytes) -> bytes | None:
    """The vote of a profile, or None if it has none."""
    profile = msgspec.json.decode(stored, type=Profile)
    maturity = ENGINE.assess(profile, "en", frozenset(), VERSION).maturity
    if (profile.context or Context()).norm_use is False or maturity.index is None or maturity.coverage < 0.8:
        return None
    scores = [competency.score for competency in maturity.competencies if competency.score is not None]
    is_complete = len(scores) == len(maturity.competencies)
    if not is_complete or all(competency.declared for competency in maturity.competencies):
        return None
    return bytes(
        [
            int((maturity.index - 1) / 0.05 + 0.5 + 1e-9),
            *(int((score - 1) / 0.25 + 0.5) for score in scores),
        ]
    )
