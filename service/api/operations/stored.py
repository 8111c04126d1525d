"""Operations on one stored assessment: read, erase, explain, replay. Imports the use cases only."""

from uuid import UUID

from litestar import delete, get
from litestar.params import FromPath

from service.api.contract.parameters import AnswerQuery, ReplayQuery
from service.api.language import language_of
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import consume, key_of
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, read_query
from service.api.wire.responses import Answer, empty, private, tagged
from service.application.assessments.answers import AnswerOptions
from service.errors import NotFound
from service.model.documents.stored_assessment import Replay, StoredAssessment, TraceDocument


@get(
    "/v1/assessments/{assessment_id:str}",
    operation_id="getAssessment",
    summary="Read a stored assessment",
    description="As it was assessed, under the version of that day, in the language asked for. With"
    " `include=history`: what has changed since the same organisation's assessment before it.",
    tags=["Assessments"],
    opt=OperationSpec(
        scope="read",
        summary_fr="Lire une évaluation enregistrée",
        description_fr="Telle qu’elle a été faite, sous la version de ce jour-là, dans la langue demandée."
        " Avec `include=history` : ce qui a changé depuis l’évaluation précédente de la même organisation.",
        answers=StoredAssessment,
        query=AnswerQuery,
        localised=True,
        may_miss=True,
        stored=True,
        tagged=True,
    ).opt(),
)
async def get_assessment(request: StrictRequest, assessment_id: FromPath[str]) -> Answer:
    """Return one assessment of the key's tenant."""
    query, language = read_query(request, AnswerQuery), language_of(request)
    consume(request, query.include)
    wanted = AnswerOptions(language, query.include)
    answer = await services_of(request).assessments.read(
        key_of(request).space, identity(assessment_id), wanted
    )
    return tagged(request, answer, language)


@delete(
    "/v1/assessments/{assessment_id:str}",
    operation_id="eraseAssessment",
    summary="Erase a stored assessment",
    description="It cannot be brought back. A late retry of the request that made it gets 409.",
    tags=["Assessments"],
    # The framework lets no handler answer 204 itself; ours does, see ``empty``.
    status_code=200,
    opt=OperationSpec(
        scope="assess",
        summary_fr="Effacer une évaluation enregistrée",
        description_fr="L’effacement est définitif. Renvoyer plus tard la requête d’origine donne 409.",
        may_miss=True,
        stored=True,
        empty=True,
    ).opt(),
)
async def erase_assessment(request: StrictRequest, assessment_id: FromPath[str]) -> Answer:
    """Erase one assessment of the key's tenant."""
    read_query(request, NoQuery)
    await services_of(request).assessments.erase(key_of(request).space, identity(assessment_id))
    return empty()


@get(
    "/v1/assessments/{assessment_id:str}/trace",
    operation_id="getTrace",
    summary="Read how an assessment came about",
    description="Every rule applied, in its order: what it read, what it did, and the claims it rests on.",
    tags=["Assessments"],
    opt=OperationSpec(
        scope="read",
        summary_fr="Lire comment une évaluation a été obtenue",
        description_fr="Chaque règle appliquée, dans l’ordre : ce qu’elle a lu, ce qu’elle a fait, et les"
        " affirmations sur lesquelles elle repose.",
        answers=TraceDocument,
        localised=True,
        may_miss=True,
        stored=True,
        tagged=True,
    ).opt(),
)
async def get_trace(request: StrictRequest, assessment_id: FromPath[str]) -> Answer:
    """Return the trace of one assessment of the key's tenant."""
    read_query(request, NoQuery)
    language = language_of(request)
    answer = await services_of(request).assessments.trace(
        key_of(request).space, identity(assessment_id), language
    )
    return tagged(request, answer, language)


@get(
    "/v1/assessments/{assessment_id:str}/replay",
    operation_id="replayAssessment",
    summary="Assess a stored profile again under another version",
    description="What the other version says, what differs, and by which rules. Nothing is stored.",
    tags=["Assessments"],
    opt=OperationSpec(
        scope="read",
        summary_fr="Réévaluer un profil enregistré sous une autre version",
        description_fr="Ce que dit l’autre version, ce qui diffère, et par quelles règles. Rien n’est"
        " enregistré.",
        answers=Replay,
        query=ReplayQuery,
        localised=True,
        may_miss=True,
        stored=True,
    ).opt(),
)
async def replay_assessment(request: StrictRequest, assessment_id: FromPath[str]) -> Answer:
    """Return the stored profile's assessment under the version asked for."""
    query, language = read_query(request, ReplayQuery), language_of(request)
    answer = await services_of(request).assessments.replay(
        key_of(request).space, identity(assessment_id), language, query.methodology or None
    )
    return private(answer, language)


def identity(text: str) -> UUID:
    """Return the id that a path names; one that is malformed names nothing, like one that is not there."""
    try:
        found = UUID(text)
    except ValueError as error:
        raise NotFound() from error
    if str(found) != text:
        raise NotFound()
    return found
