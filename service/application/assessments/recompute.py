"""Makes a stored assessment again, under the version of its day, and checks it against what came out then."""

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
    """The assessment of a stored profile under its own version, checked against what came out then."""
    try:
        found, result = engine.assess_and_digest(profile_of(record), language, parts, record.version)
    except UnknownName as error:
        raise ResultDrift(f"this release does not ship {record.version}") from error
    if result != record.result_digest or rules_digest(found) != record.rules_digest:
        raise ResultDrift(f"an assessment under {record.version} comes out differently now")
    return found
