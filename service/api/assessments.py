"""Operations on assessments. Imports the use case only: no rule, no storage."""

from litestar import post
from litestar.params import JSONBody

from service.api.answers import Answer, localised
from service.api.body import StrictRequest
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
    " the next steps. An absent or `null` field means *unknown*. The same profile and methodology always give"
    " the same answer.",
    tags=["Assessments"],
    status_code=200,
    opt=Call(
        scope="assess",
        summary_fr="Évaluer un profil sans rien enregistrer",
        description_fr="Répond aussitôt : le niveau de maturité, l’importance stratégique, à qui confier le"
        " travail et les prochaines étapes. Un champ absent ou `null` signifie *inconnu*. Le même profil et"
        " la même méthodologie donnent toujours la même réponse.",
        answers=Assessment,
        query=PreviewQuery,
        localised=True,
        may_miss=True,
    ).opt(),
)
async def preview_assessment(request: StrictRequest, data: JSONBody[Profile]) -> Answer:
    """Assess the profile sent, by the methodology asked for."""
    services, language = services_of(request), language_of(request)
    query = read_query(request, PreviewQuery)
    assessment = services.previews.preview(
        data, language=language, include=frozenset(query.include), version=query.methodology or None
    )
    services.observer.assessed("preview", assessment)
    return localised(assessment, language, store=False)
