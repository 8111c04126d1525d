"""Operations on assessments as a whole: preview, create, list, erase by reference.

Imports the use cases only: no rule, no storage.
"""

from litestar import delete, get, post
from litestar.params import JSONBody

from service.api.contract.parameters import CreateQuery, EraseQuery, ListQuery, PreviewQuery
from service.api.language import language_of
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import consume, key_of, owner_of
from service.api.wire.idempotency import idempotency_key
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import read_query
from service.api.wire.responses import Answer, created, localised, private
from service.api.wire.timestamps import read_timestamp
from service.application.assessments.answers import AnswerOptions
from service.application.assessments.records import read_cursor
from service.application.ports.assessment_store import AssessmentFilter
from service.model.answer.assessment import Assessment
from service.model.documents.stored_assessment import AssessmentPage, Erased, StoredAssessment
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
    opt=OperationSpec(
        scope="assess",
        summary_fr="Évaluer un profil sans rien enregistrer",
        description_fr="Répond aussitôt : le niveau de maturité, l’importance stratégique, à qui confier le"
        " travail et les prochaines étapes. Un champ absent ou `null` signifie *inconnu*. Le même profil et"
        " la même méthodologie donnent toujours la même réponse.",
        answers=Assessment,
        query=PreviewQuery,
        localised=True,
        may_miss=True,
        visitors=True,
        limit="previews",
    ).opt(),
)
async def preview_assessment(request: StrictRequest, data: JSONBody[Profile]) -> Answer:
    """Assess the profile sent, by the methodology asked for."""
    services, language = services_of(request), language_of(request)
    query = read_query(request, PreviewQuery)
    consume(request, query.include)
    assessment = services.engine.assess(data, language, frozenset(query.include), query.methodology or None)
    services.observer.assessed("preview", assessment)
    return localised(assessment, language, store=False)


@post(
    "/v1/assessments",
    operation_id="createAssessment",
    summary="Assess a profile and store the assessment",
    description="The same answer as a preview, with an id, a date and links. With an `Idempotency-Key`, a"
    " request may be sent again after any failure: it is stored once and answered as the first time.",
    tags=["Assessments"],
    status_code=201,
    opt=OperationSpec(
        scope="assess",
        summary_fr="Évaluer un profil et enregistrer l’évaluation",
        description_fr="La même réponse que l’aperçu, avec un identifiant, une date et des liens. Avec une"
        " `Idempotency-Key`, une requête peut être renvoyée après n’importe quelle panne : elle n’est"
        " enregistrée qu’une fois, et reçoit la première réponse.",
        answers=StoredAssessment,
        query=CreateQuery,
        localised=True,
        may_miss=True,
        stored=True,
        retried=True,
        visitors=True,
    ).opt(),
)
async def create_assessment(request: StrictRequest, data: JSONBody[Profile]) -> Answer:
    """Assess the profile sent, and keep what came out."""
    services, language = services_of(request), language_of(request)
    query = read_query(request, CreateQuery)
    consume(request, query.include)
    kept = await services.assessments.create(
        owner_of(request),
        data,
        AnswerOptions(language, tuple(sorted(set(query.include)))),
        query.methodology or None,
        idempotency_key(request),
    )
    if kept.first:
        services.observer.assessed("stored", kept.answer)
    return created(kept.answer, kept.language, kept.answer.links.self_ or "")


@get(
    "/v1/assessments",
    operation_id="listAssessments",
    summary="List stored assessments, newest first",
    description="Those of the key's tenant. Every filter narrows; an empty range is an empty page. Read on"
    " with `next_cursor` until it is `null`.",
    tags=["Assessments"],
    opt=OperationSpec(
        scope="read",
        summary_fr="Énumérer les évaluations enregistrées, de la plus récente à la plus ancienne",
        description_fr="Celles du client de la clé. Chaque filtre restreint ; un intervalle vide donne une"
        " page vide. Continuez avec `next_cursor` jusqu’à ce qu’il soit `null`.",
        answers=AssessmentPage,
        query=ListQuery,
        stored=True,
    ).opt(),
)
async def list_assessments(request: StrictRequest) -> Answer:
    """Return a page of the tenant's assessments."""
    query = read_query(request, ListQuery)
    filters = AssessmentFilter(
        reference=query.reference or None,
        level=query.level or None,
        recommended=query.sourcing or None,
        section=query.section or None,
        size=query.size or None,
        since=read_timestamp(query.since),
        until=read_timestamp(query.until),
        before=read_cursor(query.cursor) if query.cursor else None,
    )
    return private(await services_of(request).assessments.page(key_of(request).space, filters, query.limit))


@delete(
    "/v1/assessments",
    operation_id="eraseOrganisation",
    summary="Erase every assessment of an organisation",
    description="By your own reference. What is erased cannot be brought back; none is not an error.",
    tags=["Assessments"],
    status_code=200,
    opt=OperationSpec(
        scope="assess",
        summary_fr="Effacer toutes les évaluations d’une organisation",
        description_fr="Par votre propre référence. L’effacement est définitif ; ne rien trouver n’est pas"
        " une erreur.",
        answers=Erased,
        query=EraseQuery,
        stored=True,
    ).opt(),
)
async def erase_organisation(request: StrictRequest) -> Answer:
    """Erase the tenant's assessments with this reference."""
    query = read_query(request, EraseQuery)
    assessments = services_of(request).assessments
    return private(Erased(await assessments.erase_reference(key_of(request).space, query.reference)))
