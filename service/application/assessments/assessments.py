"""The use cases of stored assessments: create, read, list, trace, replay, compare with a norm, erase.

Only store and norm access is awaited; everything else is synchronous and pure.
"""

from uuid import UUID

from service.application.assessments.answers import AnswerOptions, CreateOutcome, PictureData
from service.application.assessments.computing import Computing
from service.application.assessments.latest import has_latest, pictured
from service.application.assessments.links import LinkSigner
from service.application.assessments.records import (
    AnswerExtras,
    Owner,
    cursor_of,
    idempotency_digest,
    index_of,
    profile_of,
    record_of,
    request_digest,
    stored_assessment,
)
from service.application.ids import new_identity
from service.application.norms.benchmarks import Benchmarks, NormQuery
from service.application.ports.assessment_store import (
    AssessmentFilter,
    AssessmentRecord,
    AssessmentStore,
    IdempotencyRecord,
    PreviousQuery,
)
from service.application.ports.clock import Clock
from service.application.ports.norm_repository import assessor_of
from service.application.spaces import Space
from service.application.timestamps import format_timestamp
from service.engine.explanation.comparison import changed_answers, changed_results, difference
from service.errors import ErasedSince, IdempotencyKeyReused, NotFound, ResultDrift
from service.model.answer.assessment import Assessment
from service.model.answer.benchmark import Benchmark
from service.model.answer.comparison import History, PreviousRef
from service.model.codes import Include, NormScope
from service.model.documents.stored_assessment import (
    AssessmentPage,
    Replay,
    StoredAssessment,
    StoredBenchmark,
    StoredTrace,
)
from service.model.profile import Profile
from service.texts import Language

_TRACE: frozenset[Include] = frozenset({"trace"})
_NO_PARTS: frozenset[Include] = frozenset()


class Assessments:
    """Stored assessments of all tenants. Every call sees the data of one space only.

    Any call may raise ``Unavailable``; whatever recomputes a stored assessment, ``ResultDrift``.
    """

    def __init__(
        self,
        computing: Computing,
        store: AssessmentStore,
        benchmarks: Benchmarks,
        links: LinkSigner,
        clock: Clock,
    ) -> None:
        self._computing = computing
        self._engine = computing.engine
        self._benchmarks = benchmarks
        self._store = store
        self._links = links
        self._clock = clock

    async def create(
        self,
        owner: Owner,
        profile: Profile,
        options: AnswerOptions,
        version: str | None = None,
        idempotency_key: str | None = None,
    ) -> CreateOutcome:
        """Assess a profile and store the assessment, durably when this returns.

        A repeated idempotency key returns the stored assessment, in the language and with the parts of the
        first request. Raises ``UnknownName`` if ``version`` is not shipped, ``IdempotencyKeyReused`` if the
        key came with another request, ``ErasedSince`` if its assessment was erased.
        """
        identity = new_identity(self._clock())
        assessment, result_digest = await self._computing.assess_and_digest(
            profile, options.language, options.parts, version or self._engine.current
        )
        record = record_of(identity, owner, profile, assessment, result_digest)
        digest = request_digest(record, version)
        key = idempotency_digest(owner, idempotency_key) if idempotency_key else None
        retry = IdempotencyRecord(key, digest, options.language, options.include) if key else None
        # Everything that can fail comes before the insert: a stored assessment must be answered with 201.
        extras = await self._extras(record, assessment, options)
        inserted = await self._store.insert(record, retry)
        if inserted.previous is None:
            answer = stored_assessment(record, assessment, extras, self._links)
            return CreateOutcome(answer, options.language, is_new=True)
        if inserted.record is None:
            # Erasing also removed the request's digest, so that a reused key cannot be told from a retry.
            raise ErasedSince()
        if inserted.previous.request_digest != digest:
            raise IdempotencyKeyReused()
        first_options = AnswerOptions(inserted.previous.language, inserted.previous.include)
        answer = await self._answer(inserted.record, first_options)
        return CreateOutcome(answer, first_options.language, is_new=False)

    async def read(self, space: Space, assessment: UUID, options: AnswerOptions) -> StoredAssessment:
        """Return a stored assessment; raises ``NotFound`` if there is none, or it is another tenant's."""
        return await self._answer(await self._record(space, assessment), options)

    async def page(self, space: Space, filters: AssessmentFilter, limit: int) -> AssessmentPage:
        """Return at most ``limit`` assessments that match, newest first."""
        rows = await self._store.page(space, filters, limit + 1)
        items = tuple(rows[:limit])
        return AssessmentPage(items, cursor_of(items[-1]) if len(rows) > limit else None)

    async def trace(self, space: Space, assessment: UUID, language: Language) -> StoredTrace:
        """Return the rules applied to a stored assessment; raises ``NotFound``."""
        record = await self._record(space, assessment)
        recomputed = await self._computing.recompute(record, language, _TRACE)
        assert recomputed.trace is not None
        return StoredTrace(
            id=str(record.id),
            methodology=recomputed.methodology,
            rules=recomputed.trace.rules,
            sources=recomputed.trace.sources,
        )

    async def replay(self, space: Space, assessment: UUID, language: Language, version: str | None) -> Replay:
        """Assess a stored profile under another version and compare.

        Raises ``NotFound``, and ``UnknownName`` if ``version`` is not shipped.
        """
        record = await self._record(space, assessment)
        profile = profile_of(record)
        stored = await self._computing.recompute(record, language, _TRACE)
        replayed = self._engine.assess(profile, language, _TRACE, version)
        changes = difference(
            self._engine.traced(stored, profile, language, record.row.methodology),
            self._engine.traced(replayed, profile, language, version),
        )
        return Replay(
            id=str(record.id),
            stored=stored.methodology,
            replayed=replayed.methodology,
            same=changes.same,
            outputs=changes.outputs,
            rules=changes.rules,
            assessment=self._engine.assess(profile, language, _NO_PARTS, version),
        )

    async def benchmark(
        self, space: Space, assessment: UUID, language: Language, scope: NormScope
    ) -> StoredBenchmark:
        """Return the norm for a stored assessment and its position in it; raises ``NotFound``."""
        record = await self._record(space, assessment)
        benchmark = await self._benchmark(record, language, scope)
        return StoredBenchmark(str(record.id), benchmark.norm, benchmark.position)

    async def picture_data(
        self, space: Space | None, assessment: UUID, language: Language, *, compared: bool, latest: bool
    ) -> PictureData:
        """Return what the pictures of an assessment show, or of its organisation's ``latest`` one.

        With the norm if ``compared``. ``space`` is None for a verified signed link. Raises ``NotFound``.
        """
        record = _require(await pictured(self._store, space, assessment, latest=latest))
        norm = (await self._benchmark(record, language, "all")).norm if compared else None
        maturity = (await self._computing.recompute(record, language, _NO_PARTS)).maturity
        return PictureData(maturity, norm, has_latest(record))

    async def erase(self, space: Space, assessment: UUID) -> None:
        """Erase an assessment; raises ``NotFound``."""
        if not await self._store.erase(space, assessment, self._clock()):
            raise NotFound()

    async def erase_reference(self, space: Space, reference: str) -> int:
        """Erase every assessment of an organisation; return how many there were."""
        return await self._store.erase_reference(space, reference, self._clock())

    async def _record(self, space: Space, assessment: UUID) -> AssessmentRecord:
        return _require(await self._store.find(space, assessment))

    async def _answer(self, record: AssessmentRecord, options: AnswerOptions) -> StoredAssessment:
        assessment = await self._computing.recompute(record, options.language, options.parts)
        extras = await self._extras(record, assessment, options)
        return stored_assessment(record, assessment, extras, self._links)

    async def _extras(
        self, record: AssessmentRecord, assessment: Assessment, options: AnswerOptions
    ) -> AnswerExtras:
        benchmark = None
        if "benchmark" in options.include:
            benchmark = await self._benchmark(record, options.language, "all")
        return AnswerExtras(benchmark, await self._history(record, assessment, options))

    async def _benchmark(self, record: AssessmentRecord, language: Language, scope: NormScope) -> Benchmark:
        row = record.row
        query = NormQuery(
            space=record.space,
            language=language,
            version=row.methodology,
            scope=scope,
            assessor=assessor_of(row.assessor),
            nace_section=row.nace_section,
            size_class=row.size_class,
            country=row.country,
        )
        return await self._benchmarks.benchmark(query, index_of(row))

    async def _history(
        self, record: AssessmentRecord, assessment: Assessment, options: AnswerOptions
    ) -> History | None:
        """Return the changes since the organisation's previous assessment; None if it cannot be recomputed.

        Visitors' assessments have no history and are in none: a visitor may claim any reference.
        """
        row = record.row
        if "history" not in options.include or row.reference is None or row.origin == "visitor":
            return None
        query = PreviousQuery(record.id, row.reference)
        earlier = await self._store.previous(record.space, query)
        if earlier is None:
            return None
        try:
            previous = await self._record(record.space, earlier)
            before = await self._computing.recompute(previous, options.language, _NO_PARTS)
        except (NotFound, ResultDrift):
            return None
        return History(
            PreviousRef(str(previous.id), format_timestamp(previous.created_at), previous.row.methodology),
            changed_results(before, assessment),
            changed_answers(profile_of(previous), profile_of(record)),
        )


def _require(record: AssessmentRecord | None) -> AssessmentRecord:
    if record is None:
        raise NotFound()
    return record
