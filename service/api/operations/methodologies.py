"""The whole model, readable: questionnaire, versions, rules and sources. Imports the use case only."""

from litestar import get
from litestar.params import FromPath

from service.api.contract.parameters import QuestionnaireQuery
from service.api.language import language_of
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, read_query
from service.api.wire.responses import Answer, localised
from service.model.documents.methodology import (
    MethodologyDocument,
    MethodologyList,
    Questionnaire,
    RuleDocument,
    SourceDocument,
)


@get(
    "/v1/questionnaire",
    operation_id="getQuestionnaire",
    summary="Get the questions as data",
    description="Everything needed to draw a form: fields, words, answers and order.",
    tags=["Methodology"],
    opt=OperationSpec(
        scope=None,
        summary_fr="Obtenir les questions sous forme de données",
        description_fr="De quoi dessiner un formulaire : les champs, les mots, les réponses et leur ordre.",
        answers=Questionnaire,
        query=QuestionnaireQuery,
        localised=True,
        may_miss=True,
    ).opt(),
)
async def get_questionnaire(request: StrictRequest) -> Answer:
    """Return the questionnaire of a form."""
    query, language = read_query(request, QuestionnaireQuery), language_of(request)
    handbook = services_of(request).handbook
    return localised(handbook.questionnaire(query.form, language, query.methodology or None), language)


@get(
    "/v1/methodologies",
    operation_id="listMethodologies",
    summary="List the versions of the methodology",
    description="Released versions never change; an assessment names the version that computed it.",
    tags=["Methodology"],
    opt=OperationSpec(
        scope=None,
        summary_fr="Énumérer les versions de la méthodologie",
        description_fr="Une version publiée ne change jamais ; une évaluation nomme celle qui l’a calculée.",
        answers=MethodologyList,
        localised=True,
    ).opt(),
)
async def list_methodologies(request: StrictRequest) -> Answer:
    """Return the versions of the methodology."""
    read_query(request, NoQuery)
    language = language_of(request)
    return localised(services_of(request).handbook.methodologies(), language)


@get(
    "/v1/methodologies/{version:str}",
    operation_id="getMethodology",
    summary="Read one version of the methodology",
    description="Its rules, weights, thresholds, words and sources.",
    tags=["Methodology"],
    opt=OperationSpec(
        scope=None,
        summary_fr="Lire une version de la méthodologie",
        description_fr="Ses règles, ses poids, ses seuils, ses mots et ses sources.",
        answers=MethodologyDocument,
        localised=True,
        may_miss=True,
    ).opt(),
)
async def get_methodology(request: StrictRequest, version: FromPath[str]) -> Answer:
    """Return one version of the methodology."""
    read_query(request, NoQuery)
    language = language_of(request)
    return localised(services_of(request).handbook.methodology(version, language), language)


@get(
    "/v1/methodologies/{version:str}/rules/{rule_id:str}",
    operation_id="getRule",
    summary="Read one rule",
    description="What it reads, what it does, and the claims that it rests on.",
    tags=["Methodology"],
    opt=OperationSpec(
        scope=None,
        summary_fr="Lire une règle",
        description_fr="Ce qu’elle lit, ce qu’elle fait, et les affirmations sur lesquelles elle repose.",
        answers=RuleDocument,
        localised=True,
        may_miss=True,
    ).opt(),
)
async def get_rule(request: StrictRequest, version: FromPath[str], rule_id: FromPath[str]) -> Answer:
    """Return one rule of a version."""
    read_query(request, NoQuery)
    language = language_of(request)
    return localised(services_of(request).handbook.rule(version, rule_id, language), language)


@get(
    "/v1/methodologies/{version:str}/sources/{source_id:str}",
    operation_id="getSource",
    summary="Read one source",
    description="Who wrote it, when, from which interest, and what the methodology takes from it.",
    tags=["Methodology"],
    opt=OperationSpec(
        scope=None,
        summary_fr="Lire une source",
        description_fr="Qui l’a écrite, quand, avec quel intérêt, et ce que la méthodologie en retient.",
        answers=SourceDocument,
        localised=True,
        may_miss=True,
    ).opt(),
)
async def get_source(request: StrictRequest, version: FromPath[str], source_id: FromPath[str]) -> Answer:
    """Return one source of a version."""
    read_query(request, NoQuery)
    language = language_of(request)
    return localised(services_of(request).handbook.source(version, source_id, language), language)
