"""Recomputes stored assessments. Only profiles and digests are stored, never the words of an answer."""

from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.records import profile_of, rules_digest
from service.application.ports.assessment_store import AssessmentRecord
from service.errors import ResultDrift, UnknownName
from service.model.answer.assessment import Assessment
from service.model.codes import Include
from service.texts import Language


def recompute(
    engine: AssessmentEngine, record: AssessmentRecord, language: Language, parts: frozenset[Include]
) -> Assessment:
    """Assess a stored profile again under the version that it was stored with.

    Raises ``ResultDrift`` if the result or the rules differ from those stored, or the version is not shipped.
    """
    try:
        assessment, result_digest = engine.assess_and_digest(
            profile_of(record), language, parts, record.row.methodology
        )
    except UnknownName as error:
        raise ResultDrift("version_not_shipped", version=record.row.methodology) from error
    if result_digest != record.result_digest or rules_digest(assessment) != record.rules_digest:
        raise ResultDrift("result_changed", version=record.row.methodology)
    return assessment
