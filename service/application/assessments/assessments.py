"""The use cases of stored assessments: assess and keep, read, list, explain, replay, erase.

Knows tenants and time; no HTTP, no SQL. A use case that stores reads from top to bottom and awaits the store
where it must; everything else here is synchronous and pure.
"""

from datetime import datetime
from typing import get_args
from uuid import UUID

from msgspec import Struct

from service.application.assessment_engine import Assessor
from service.application.assessments.links import Links
from service.application.assessments.records import (
    Beside,
    Owner,
    cursor_of,
    index_of,
    item,
    profile_of,
    record_of,
    request_digest,
    retry_name,
    rules_digest,
    stored,
)
from service.application.ids import new_id
from service.application.norms.benchmarks import Asked, Benchmarks
from service.application.ports.assessment_store import Filters, Record, Retry, Store
from service.application.ports.clock import Clock
from service.application.ports.norm_repository import assessor_of
from service.application.timestamps import moment_text
from service.engine.explanation.comparison import changed_answers, changed_outputs, difference
from service.errors import ErasedSince, NotFound, ResultDrift, RetryKeyReused, UnknownName
from service.model.answer.assessment import Assessment
from service.model.answer.maturity import Maturity
from service.model.codes import Include, Language, NormScope, StoredInclude
from service.model.documents.benchmark import Benchmark, Standing, StandingDocument
from service.model.documents.comparison import History, PreviousRef
from service.model.documents.stored_assessment import AssessmentPage, Replay, StoredAssessment, TraceDocument
from service.model.profile import Profile

_PARTS: frozenset[Include] = frozenset(get_args(Include))
_TRACE: frozenset[Include] = frozenset({"trace"})
_NONE: frozenset[Include] = frozenset()


class Wanted(Struct, frozen=True):
    """How an answer is wanted: its language, and its parts that are null unless asked for."""

    language: Language
    include: tuple[StoredInclude, ...] = ()

    @property
    def parts(self) -> frozenset[Include]:
        """The parts that the engine itself makes."""
        return _PARTS.intersection(self.include)


class Kept(Struct, frozen=True):
    """What a request to store is answered, in which language; ``first`` is false for a retry."""

    answer: StoredAssessment
    language: Language
    first: bool


class Pictured(Struct, frozen=True):
    """What a picture shows: the maturity, and the norm that it is compared with, if any."""

    maturity: Maturity
    norm: Benchmark | None


class Assessments:
    """Stored assessments of all tenants. Every call names the tenant that it is made for."""

    def __init__(
        self, assessor: Assessor, store: Store, benchmarks: Benchmarks, links: Links, clock: Clock
    ) -> None:
        self._assessor = assessor
        self._benchmarks = benchmarks
        self._store = store
        self._links = links
        self._clock = clock

    async def create(
        self,
        owner: Owner,
        profile: Profile,
        wanted: Wanted,
        version: str | None = None,
        retry_key: str | None = None,
    ) -> Kept:
        """Assess a profile and keep it; with a retry key used before, return what was kept then.

        A retry gets the language and the parts that the first request asked for. Raises ``UnknownName`` for a
        version not shipped, ``RetryKeyReused`` where the key came with another request, ``ErasedSince`` where
        what it made was erased.
        """
        moment = _to_the_millisecond(self._clock())
        found, result = self._assessor.assess_and_digest(
            profile, wanted.language, wanted.parts, version or self._assessor.current
        )
        record = record_of((new_id(moment), moment), owner, profile, found, result)
        digest = request_digest(record, version)
        name = retry_name(owner, retry_key) if retry_key else None
        retry = Retry(name, digest, wanted.language, wanted.include) if name else None
        # Everything that can fail comes before the row is kept: what was kept is answered with 201.
        beside = await self._beside(record, found, wanted)
        added = await self._store.add(record, retry)
        if added.first is None:
            return Kept(stored(record, found, beside, self._links), wanted.language, True)
        if added.record is None:
            # Nothing is left to compare the request with: that it was erased is all there is to say.
            raise ErasedSince()
        if added.first.request_digest != digest:
            raise RetryKeyReused()
        first = Wanted(added.first.language, added.first.include)
        return Kept(await self._answer(added.record, first), first.language, False)

    async def read(self, tenant: str, assessment: UUID, wanted: Wanted) -> StoredAssessment:
        """A stored assessment; raises ``NotFound`` also where it is another tenant's."""
        return await self._answer(await self._record(tenant, assessment), wanted)

    async def page(self, tenant: str, filters: Filters, limit: int) -> AssessmentPage:
        """Stored assessments, newest first."""
        records = await self._store.page(tenant, filters, limit + 1)
        shown, more = records[:limit], len(records) > limit
        items = tuple(item(record, self._links) for record in shown)
        return AssessmentPage(items, cursor_of(shown[-1]) if more else None)

    async def trace(self, tenant: str, assessment: UUID, language: Language) -> TraceDocument:
        """The rules applied to a stored assessment; raises ``NotFound``."""
        record = await self._record(tenant, assessment)
        found = self._again(record, language, _TRACE)
        assert found.trace is not None
        return TraceDocument(str(record.id), found.methodology, found.trace.rules, found.trace.sources)

    async def replay(self, tenant: str, assessment: UUID, language: Language, version: str | None) -> Replay:
        """The stored profile under another version; raises ``NotFound`` and ``UnknownName``."""
        record = await self._record(tenant, assessment)
        before = self._again(record, language, _TRACE)
        after = self._assessor.assess(profile_of(record), language, _TRACE, version)
        found = difference(before, after)
        whole = self._assessor.assess(profile_of(record), language, _NONE, version)
        versions = (before.methodology, after.methodology)
        return Replay(str(record.id), *versions, found.same, found.outputs, found.rules, whole)

    async def standing(
        self, tenant: str, assessment: UUID, language: Language, scope: NormScope
    ) -> StandingDocument:
        """Where a stored assessment stands among others like it; raises ``NotFound``."""
        record = await self._record(tenant, assessment)
        found = await self._standing(record, language, scope)
        return StandingDocument(str(record.id), found.norm, found.position)

    async def pictured(
        self, tenant: str | None, assessment: UUID, language: Language, *, compared: bool
    ) -> Pictured:
        """What the pictures of an assessment show; ``tenant`` is None for a signed link that was checked."""
        if tenant is not None:
            record = await self._record(tenant, assessment)
        else:
            record = _known(await self._store.find_for_link(assessment))
        norm = (await self._standing(record, language, "all")).norm if compared else None
        return Pictured(self._again(record, language, _NONE).maturity, norm)

    async def erase(self, tenant: str, assessment: UUID) -> None:
        """Erase an assessment; raises ``NotFound``."""
        if not await self._store.erase(tenant, assessment, self._clock()):
            raise NotFound()

    async def erase_reference(self, tenant: str, reference: str) -> int:
        """Erase every assessment of an organisation; return how many there were."""
        return await self._store.erase_reference(tenant, reference, self._clock())

    async def _record(self, tenant: str, assessment: UUID) -> Record:
        return _known(await self._store.find(tenant, assessment))

    async def _answer(self, record: Record, wanted: Wanted) -> StoredAssessment:
        found = self._again(record, wanted.language, wanted.parts)
        return stored(record, found, await self._beside(record, found, wanted), self._links)

    async def _beside(self, record: Record, found: Assessment, wanted: Wanted) -> Beside:
        benchmark = None
        if "benchmark" in wanted.include:
            benchmark = await self._standing(record, wanted.language, "all")
        return Beside(benchmark, await self._history(record, found, wanted))

    async def _standing(self, record: Record, language: Language, scope: NormScope) -> Standing:
        asked = Asked(
            tenant=record.tenant,
            language=language,
            version=record.version,
            scope=scope,
            assessor=assessor_of(record.assessor),
            section=record.section,
            size=record.size,
            country=record.country,
        )
        return await self._benchmarks.standing(asked, index_of(record))

    async def _history(self, record: Record, found: Assessment, wanted: Wanted) -> History | None:
        """What changed since the organisation's assessment before this one; None without a readable one.

        A visitor of a web page may claim any reference: it is told nothing of the past, and is no past.
        """
        if "history" not in wanted.include or record.reference is None or record.channel == "visitor":
            return None
        filters = Filters(reference=record.reference, channel=record.channel, before=record.id)
        earlier = await self._store.page(record.tenant, filters, 1)
        if not earlier:
            return None
        try:
            last = await self._record(record.tenant, earlier[0].id)
            before = self._again(last, wanted.language, _NONE)
        except (NotFound, ResultDrift):
            return None
        return History(
            PreviousRef(str(last.id), moment_text(last.created_at), last.version),
            changed_outputs(before, found),
            changed_answers(profile_of(last), profile_of(record)),
        )

    def _again(self, record: Record, language: Language, parts: frozenset[Include]) -> Assessment:
        """The assessment of a stored profile under its own version, checked against what came out then."""
        try:
            found, result = self._assessor.assess_and_digest(
                profile_of(record), language, parts, record.version
            )
        except UnknownName as error:
            raise ResultDrift(f"this release does not ship {record.version}") from error
        if result != record.result_digest or rules_digest(found) != record.rules_digest:
            raise ResultDrift(f"an assessment under {record.version} comes out differently now")
        return found


def _known(record: Record | None) -> Record:
    if record is None:
        raise NotFound()
    return record


def _to_the_millisecond(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
