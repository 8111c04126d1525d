"""The engine as requests use it: what takes longer than a turn of the event loop is computed in a thread."""

from collections.abc import Callable
from typing import TypeVar

from service.application.assessment_engine import AssessmentEngine, DigestedAssessment
from service.application.assessments.recompute import recompute
from service.application.fairness.workers import Workers
from service.application.ports.assessment_store import AssessmentRecord
from service.model.answer.assessment import Assessment
from service.model.codes import Include
from service.model.profile import Profile
from service.texts import Language

Result = TypeVar("Result")
# Counterfactuals take the time of twenty assessments. All others take less than two.
_LONG: frozenset[Include] = frozenset({"counterfactuals", "robustness"})
Parts = frozenset[Include]


class Computing:
    """Assesses profiles for requests. Every call may raise ``Unavailable`` if the threads are too busy."""

    def __init__(self, engine: AssessmentEngine, workers: Workers) -> None:
        self.engine = engine
        self._workers = workers

    async def assess(
        self, profile: Profile, language: Language, parts: Parts, version: str | None
    ) -> Assessment:
        """See ``AssessmentEngine.assess``."""
        return await self._compute(parts, lambda: self.engine.assess(profile, language, parts, version))

    async def assess_and_digest(
        self, profile: Profile, language: Language, parts: Parts, version: str
    ) -> DigestedAssessment:
        """See ``AssessmentEngine.assess_and_digest``."""
        return await self._compute(
            parts, lambda: self.engine.assess_and_digest(profile, language, parts, version)
        )

    async def recompute(self, record: AssessmentRecord, language: Language, parts: Parts) -> Assessment:
        """See ``recompute``."""
        return await self._compute(parts, lambda: recompute(self.engine, record, language, parts))

    async def _compute(self, parts: Parts, work: Callable[[], Result]) -> Result:
        return work() if _LONG.isdisjoint(parts) else await self._workers.run(work)
