"""Operations on assessments. Imports the use case only: no rule, no storage."""

from litestar import Response, post
from litestar.params import JSONBody

from service.api.answers import localised
from service.api.body import StrictRequest
from service.api.guards import Bearer
from service.api.language import language_of
from service.api.operation import Call
from service.api.queries import PreviewQuery, read_query
from service.api.services import services_of
from service.model.assessment import Assessment
from service.model.profile import Profile


@post(
    "/v1/assessments/preview",
    operation_id="previewAssessment",
    summary="Assess a profile without storing anything",
    description="Answers at once with the maturity level, the strategic importance, the sourcing advice and"
    " the next steps. An absent or null field means *unknown*. The same profile and methodology always give"
    " the same answer.",
    tags=["Assessments"],
    status_code=200,
    guards=[Bearer("assess")],
    opt=Call(
        summary_fr="Évaluer un profil sans rien enregistrer",
        answers=Assessment,
        query=PreviewQuery,
        localised=True,
        may_miss=True,
    ).opt(),
)
async def preview_assessment(request: StrictRequest, data: JSONBody[Profile]) -> Response[bytes]:
    """Assess the profile sent, by the methodology asked for."""
    services, language = services_of(request), language_of(request)
    query = read_query(request, PreviewQuery)
    assessment = services.previews.preview(
        data, language=language, include=frozenset(query.include), version=query.methodology or None
    )
    services.observer.assessed("preview", assessment)
    return localised(assessment, language, cache_control="no-store")
