"""The use cases of stored assessments: assess and keep, read, list, explain, replay, erase.

Knows tenants and time; no HTTP, no SQL. A use case that stores reads from top to bottom and awaits the store
where it must; everything else here is synchronous and pure.
"""

from datetime import datetime
from uuid import UUID

from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.answers import AnswerOptions, CreateOutcome, PictureData
from service.application.assessments.links import LinkSigner
from service.application.assessments.recompute import recompute
from service.application.assessments.records import (
    AnswerExtras,
    Owner,
    cursor_of,
    idempotency_name,
    index_of,
    list_item,
    profile_of,
    record_of,
    request_digest,
    stored_answer,
)
from service.application.ids import new_id
from service.application.norms.benchmarks import Benchmarks, NormQuery
from service.application.ports.assessment_store import (
    AssessmentFilter,
    AssessmentRecord,
    AssessmentStore,
    IdempotencyRecord,
)
from service.application.ports.clock import Clock
from service.application.ports.norm_repository import assessor_of
from service.application.spaces import Space
from service.application.timestamps import format_timestamp
from service.engine.explanation.comparison import changed_answers, changed_outputs, difference
from service.errors import ErasedSince, IdempotencyKeyReused, NotFound, ResultDrift
from service.model.answer.assessment import Assessment
from service.model.codes import Include, NormScope
from service.model.documents.benchmark import Standing, StandingDocument
from service.model.documents.comparison import History, PreviousRef
from service.model.documents.stored_assessment import AssessmentPage, Replay, StoredAssessment, TraceDocument
from service.model.profile import Profile
from service.texts import Language

_TRACE: frozenset[Include] = frozenset({"trace"})
_NONE: frozenset[Include] = frozenset()


class Assessments:
    """Stored assessments of all tenants. Every call names the tenant that it is made for."""

    def __init__(
        self,
        engine: AssessmentEngine,
        store: AssessmentStore,
        benchmarks: Benchmarks,
        links: LinkSigner,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._benchmarks = benchmarks
        self._store = store
        self._links = links
        self._clock = clock

    async def create(
        self,
        owner: Owner,
        profile: Profile,
        wanted: AnswerOptions,
        version: str | None = None,
        idempotency_key: str | None = None,
    ) -> CreateOutcome:
        """Assess a profile and keep it; with a retry key used before, return what was kept then.

        A retry gets the language and the parts that the first request asked for. Raises ``UnknownName`` for a
        version not shipped, ``IdempotencyKeyReused`` if the key came with another request, ``ErasedSince`` if
        the assessment was erased.
        """
        moment = _to_the_millisecond(self._clock())
        found, result = self._engine.assess_and_digest(
            profile, wanted.language, wanted.parts, version or self._engine.current
        )
        record = record_of((new_id(moment), moment), owner, profile, found, result)
        digest = request_digest(record, version)
        name = idempotency_name(owner, idempotency_key) if idempotency_key else None
        retry = IdempotencyRecord(name, digest, wanted.language, wanted.include) if name else None
        # Everything that can fail comes before the row is kept: what was kept is answered with 201.
        beside = await self._beside(record, found, wanted)
        added = await self._store.add(record, retry)
        if added.first is None:
            return CreateOutcome(stored_answer(record, found, beside, self._links), wanted.language, True)
        if added.record is None:
            # Nothing is left to compare the request with: that it was erased is all there is to say.
            raise ErasedSince()
        if added.first.request_digest != digest:
            raise IdempotencyKeyReused()
        first = AnswerOptions(added.first.language, added.first.include)
        return CreateOutcome(await self._answer(added.record, first), first.language, False)

    async def read(self, space: Space, assessment: UUID, wanted: AnswerOptions) -> StoredAssessment:
        """A stored assessment; raises ``NotFound`` also where it is another tenant's."""
        return await self._answer(await self._record(space, assessment), wanted)

    async def page(self, space: Space, filters: AssessmentFilter, limit: int) -> AssessmentPage:
        """Stored assessments, newest first."""
        records = await self._store.page(space, filters, limit + 1)
        shown, more = records[:limit], len(records) > limit
        items = tuple(list_item(record, self._links) for record in shown)
        return AssessmentPage(items, cursor_of(shown[-1]) if more else None)

    async def trace(self, space: Space, assessment: UUID, language: Language) -> TraceDocument:
        """The rules applied to a stored assessment; raises ``NotFound``."""
        record = await self._record(space, assessment)
        found = recompute(self._engine, record, language, _TRACE)
        assert found.trace is not None
        return TraceDocument(str(record.id), found.methodology, found.trace.rules, found.trace.sources)

    async def replay(self, space: Space, assessment: UUID, language: Language, version: str | None) -> Replay:
        """The stored profile under another version; raises ``NotFound`` and ``UnknownName``."""
        record = await self._record(space, assessment)
        before = recompute(self._engine, record, language, _TRACE)
        after = self._engine.assess(profile_of(record), language, _TRACE, version)
        found = difference(before, after)
        whole = self._engine.assess(profile_of(record), language, _NONE, version)
        versions = (before.methodology, after.methodology)
        return Replay(str(record.id), *versions, found.same, found.outputs, found.rules, whole)

    async def standing(
        self, space: Space, assessment: UUID, language: Language, scope: NormScope
    ) -> StandingDocument:
        """Where a stored assessment stands among others like it; raises ``NotFound``."""
        record = await self._record(space, assessment)
        found = await self._standing(record, language, scope)
        return StandingDocument(str(record.id), found.norm, found.position)

    async def pictured(
        self, space: Space | None, assessment: UUID, language: Language, *, compared: bool
    ) -> PictureData:
        """What the pictures of an assessment show; ``tenant`` is None for a signed link that was checked."""
        if space is not None:
            record = await self._record(space, assessment)
        else:
            record = _known(await self._store.find_for_link(assessment))
        norm = (await self._standing(record, language, "all")).norm if compared else None
        return PictureData(recompute(self._engine, record, language, _NONE).maturity, norm)

    async def erase(self, space: Space, assessment: UUID) -> None:
        """Erase an assessment; raises ``NotFound``."""
        if not await self._store.erase(space, assessment, self._clock()):
            raise NotFound()

    async def erase_reference(self, space: Space, reference: str) -> int:
        """Erase every assessment of an organisation; return how many there were."""
        return await self._store.erase_reference(space, reference, self._clock())

    async def _record(self, space: Space, assessment: UUID) -> AssessmentRecord:
        return _known(await self._store.find(space, assessment))

    async def _answer(self, record: AssessmentRecord, wanted: AnswerOptions) -> StoredAssessment:
        found = recompute(self._engine, record, wanted.language, wanted.parts)
        return stored_answer(record, found, await self._beside(record, found, wanted), self._links)

    async def _beside(
        self, record: AssessmentRecord, found: Assessment, wanted: AnswerOptions
    ) -> AnswerExtras:
        benchmark = None
        if "benchmark" in wanted.include:
            benchmark = await self._standing(record, wanted.language, "all")
        return AnswerExtras(benchmark, await self._history(record, found, wanted))

    async def _standing(self, record: AssessmentRecord, language: Language, scope: NormScope) -> Standing:
        asked = NormQuery(
            space=record.space,
            language=language,
            version=record.version,
            scope=scope,
            assessor=assessor_of(record.assessor),
            section=record.section,
            size=record.size,
            country=record.country,
        )
        return await self._benchmarks.standing(asked, index_of(record))

    async def _history(
        self, record: AssessmentRecord, found: Assessment, wanted: AnswerOptions
    ) -> History | None:
        """What changed since the organisation's assessment before this one; None without a readable one.

        A visitor of a web page may claim any reference: it is told nothing of the past, and is no past.
        """
        if "history" not in wanted.include or record.reference is None or record.origin == "visitor":
            return None
        filters = AssessmentFilter(reference=record.reference, origin=record.origin, before=record.id)
        earlier = await self._store.page(record.space, filters, 1)
        if not earlier:
            return None
        try:
            last = await self._record(record.space, earlier[0].id)
            before = recompute(self._engine, last, wanted.language, _NONE)
        except (NotFound, ResultDrift):
            return None
        return History(
            PreviousRef(str(last.id), format_timestamp(last.created_at), last.version),
            changed_outputs(before, found),
            changed_answers(profile_of(last), profile_of(record)),
        )


def _known(record: AssessmentRecord | None) -> AssessmentRecord:
    if record is None:
        raise NotFound()
    return record


def _to_the_millisecond(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
