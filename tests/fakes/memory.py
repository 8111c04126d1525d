"""Fakes for the ports: what the use cases and the HTTP face need from outside, kept in memory."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec.structs import replace

from service.application.access import key_format
from service.application.exports.exports import timestamp_at
from service.application.ids import lowest_id
from service.application.ports.assessment_store import (
    AssessmentFilter,
    AssessmentRecord,
    AssessmentSummary,
    IdempotencyRecord,
    InsertOutcome,
)
from service.application.ports.change_feed import ChangeEntry, ChangePosition, ChangeRange, Cursor, Window
from service.application.ports.key_store import Key
from service.application.ports.norm_reader import Edition
from service.application.ports.registry import KeyEntry
from service.application.ports.rollup_store import RollupQuery, Sums
from service.application.spaces import Space
from service.application.statistics.rollups import add, aggregate, contribution_of
from service.model.answer.assessment import Assessment
from service.norms.cohorts import Cell
from service.norms.release import Figures
from tests.support.records import summary


class MemoryKeyStore:
    """A key store over a dictionary."""

    def __init__(self, known: dict[str, Key]) -> None:
        self._known = {key_format.digest(text): key for text, key in known.items()}

    def find(self, digest: bytes) -> Key | None:
        return self._known.get(digest)

    def knows_origin(self, origin: str) -> bool:
        return any(origin in key.origins for key in self._known.values())


class RecordingObserver:
    """An observer that remembers what it was told."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, int]] = []
        self.seconds: list[float] = []
        self.request_ids: list[str] = []
        self.crashes: list[tuple[str, str]] = []
        self.assessments: list[tuple[str, Assessment]] = []

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        self.requests.append((method, route, status))
        self.seconds.append(seconds)
        self.request_ids.append(request_id)

    def crash(self, error: BaseException, request_id: str) -> None:
        self.crashes.append((str(error), request_id))

    def assessed(self, kind: str, assessment: Assessment) -> None:
        self.assessments.append((kind, assessment))


class MemoryRegistry:
    """A registry over dictionaries."""

    def __init__(self) -> None:
        self._tenants: dict[str, datetime] = {}
        self._keys: dict[str, KeyEntry] = {}
        self.digests: set[bytes] = set()

    def add_tenant(self, name: str, at: datetime) -> bool:
        if name in self._tenants:
            return False
        self._tenants[name] = at
        return True

    def tenants(self) -> list[str]:
        return sorted(self._tenants)

    def add_key(self, entry: KeyEntry, digest: bytes) -> None:
        self._keys[entry.key.id] = entry
        self.digests.add(digest)

    def entries(self) -> list[KeyEntry]:
        return list(self._keys.values())

    def revoke(self, key: str, at: datetime) -> None:
        self._keys[key] = replace(self._keys[key], revoked_at=at)


class SilentCommitObserver:
    """An observer of the store that looks away."""

    def committed(self, jobs: int, failed: int, seconds: float) -> None:
        pass


class MemoryStore:
    """A store over dictionaries."""

    def __init__(self) -> None:
        self._records: dict[UUID, AssessmentRecord] = {}
        self._retries: dict[tuple[str, str], tuple[IdempotencyRecord, UUID]] = {}
        self.erasures: dict[tuple[str, UUID], datetime] = {}
        self._changes: list[tuple[str, UUID, bool]] = []

    async def add(self, record: AssessmentRecord, retry: IdempotencyRecord | None) -> InsertOutcome:
        if retry is not None:
            name = (record.space, retry.key)
            if name in self._retries:
                first, assessment = self._retries[name]
                return InsertOutcome(self._records.get(assessment), first)
            self._retries[name] = retry, record.id
        self._records[record.id] = record
        self._changes.append((record.space, record.id, False))
        return InsertOutcome(record, None)

    async def find(self, space: Space, assessment: UUID) -> AssessmentRecord | None:
        found = self._records.get(assessment)
        return found if found is not None and found.space == space else None

    async def find_for_link(self, assessment: UUID) -> AssessmentRecord | None:
        return self._records.get(assessment)

    async def page(self, space: Space, filters: AssessmentFilter, limit: int) -> list[AssessmentSummary]:
        found = self._found(space, filters)
        return [summary(each) for each in sorted(found, key=lambda each: each.id, reverse=True)[:limit]]

    def _found(self, space: Space, filters: AssessmentFilter) -> list[AssessmentRecord]:
        return [each for each in self._records.values() if each.space == space and _passes(each, filters)]

    async def erase(self, space: Space, assessment: UUID, at: datetime) -> bool:
        found = await self.find(space, assessment)
        self._erase([found] if found else [], at)
        return found is not None

    async def erase_reference(self, space: Space, reference: str, at: datetime) -> int:
        found = self._found(space, AssessmentFilter(reference=reference))
        self._erase(found, at)
        return len(found)

    def _erase(self, records: list[AssessmentRecord], at: datetime) -> None:
        for record in records:
            del self._records[record.id]
            self.erasures[record.space, record.id] = at
            self._changes.append((record.space, record.id, True))
            for name, (retry, assessment) in self._retries.items():
                if assessment == record.id:
                    self._retries[name] = replace(retry, request_digest=b"", include=()), assessment

    async def read_rollups(self, space: Space, wanted: RollupQuery) -> dict[tuple[date, str], Sums]:
        found: dict[tuple[date, str], Sums] = {}
        mine = [record for record in self._records.values() if record.space == space]
        for key, sums in aggregate(map(contribution_of, mine)).items():
            if (
                (key.grain, key.dimension) == (wanted.grain, wanted.dimension)
                and wanted.origin in (None, key.origin)
                and wanted.version in (None, key.version)
                and (wanted.since is None or key.start >= wanted.since)
                and (wanted.until is None or key.start < wanted.until)
            ):
                add(found.setdefault((key.start, key.value), {}), sums)
        return found

    async def window(self, space: Space, after: Cursor | None) -> Window:
        mine = [
            (place, Cursor(assessment, erased))
            for place, (owner, assessment, erased) in enumerate(self._changes, 1)
            if owner == space
        ]
        first = next((place for place, cursor in mine if cursor == after), 0)
        last, end = mine[-1] if mine else (0, None)
        return Window(
            ChangePosition(0, first), ChangePosition(0, last), end, timestamp_at(len(self._changes) + 1)
        )

    async def changes(self, space: Space, wanted: ChangeRange) -> list[ChangeEntry]:
        return [
            ChangeEntry(
                ChangePosition(0, place),
                assessment,
                place,
                erased,
                None if erased else self._records.get(assessment),
            )
            for place, (owner, assessment, erased) in enumerate(self._changes, 1)
            if owner == space
            and wanted.after < ChangePosition(0, place) <= wanted.last
            and wanted.since <= place < wanted.until
        ]

    async def probe(self) -> None:
        pass

    def close(self) -> None:
        pass


class MemoryNorms:
    """Released norms over a dictionary, by owner."""

    def __init__(self) -> None:
        self.editions: list[Edition] = []
        self.cells: dict[str, dict[Cell, Figures]] = {}

    async def read(
        self, owner: Space, version: str, number: int | None, cells: Sequence[Cell]
    ) -> tuple[Edition | None, dict[Cell, Figures]]:
        found = [each for each in self.editions if each.version == version and number in (None, each.number)]
        own = self.cells.get(owner, {})
        return (found[-1], {cell: own[cell] for cell in cells if cell in own}) if found else (None, {})


def _passes(record: AssessmentRecord, filters: AssessmentFilter) -> bool:
    equal = ("reference", "level", "recommended", "section", "size", "origin")
    wanted = [(getattr(record, name), getattr(filters, name)) for name in equal]
    return (
        all(found == value for found, value in wanted if value is not None)
        and (filters.since is None or record.id >= lowest_id(filters.since))
        and (filters.until is None or record.id < lowest_id(filters.until))
        and (filters.before is None or record.id < filters.before)
    )
