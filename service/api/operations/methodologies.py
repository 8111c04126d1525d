"""The whole methodology, readable: questionnaire, versions, rules and sources. Imports the use case only."""

from litestar import get
from litestar.params import FromPath
from msgspec import UNSET, UnsetType

from service.api.language import language_of
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, Version, read_query
from service.api.wire.responses import ByteResponse, localised_response
from service.model.codes import QuestionnaireForm
from service.model.documents.methodology import (
    MethodologyDocument,
    MethodologyList,
    Questionnaire,
    RuleDocument,
    SourceDocument,
)


class QuestionnaireQuery(NoQuery, frozen=True, kw_only=True):
    """Which questionnaire, of which methodology."""

    form: QuestionnaireForm = "express"
    methodology: Version | UnsetType = UNSET


@get(
    "/v1/questionnaire",
    operation_id="getQuestionnaire",
    opt={
        "spec": OperationSpec(
            tag="methodology",
            scope=None,
            query=QuestionnaireQuery,
            response=Questionnaire,
            traits=frozenset({"localised", "not_found"}),
        )
    },
)
async def get_questionnaire(request: StrictRequest) -> ByteResponse:
    """Return the questionnaire of a form."""
    query, language = read_query(request, QuestionnaireQuery), language_of(request)
    handbook = services_of(request).handbook
    questionnaire = handbook.questionnaire(query.form, language, query.methodology or None)
    return localised_response(questionnaire, language)


@get(
    "/v1/methodologies",
    operation_id="listMethodologies",
    opt={
        "spec": OperationSpec(
            tag="methodology",
            scope=None,
            response=MethodologyList,
            traits=frozenset({"localised"}),
        )
    },
)
async def list_methodologies(request: StrictRequest) -> ByteResponse:
    """Return the versions of the methodology."""
    read_query(request, NoQuery)
    return localised_response(services_of(request).handbook.methodologies(), language_of(request))


@get(
    "/v1/methodologies/{version:str}",
    operation_id="getMethodology",
    opt={
        "spec": OperationSpec(
            tag="methodology",
            scope=None,
            response=MethodologyDocument,
            traits=frozenset({"localised", "not_found"}),
        )
    },
)
async def get_methodology(request: StrictRequest, version: FromPath[str]) -> ByteResponse:
    """Return one version of the methodology."""
    read_query(request, NoQuery)
    language = language_of(request)
    return localised_response(services_of(request).handbook.methodology(version, language), language)


@get(
    "/v1/methodologies/{version:str}/rules/{rule_id:str}",
    operation_id="getRule",
    opt={
        "spec": OperationSpec(
            tag="methodology",
            scope=None,
            response=RuleDocument,
            traits=frozenset({"localised", "not_found"}),
        )
    },
)
async def get_rule(request: StrictRequest, version: FromPath[str], rule_id: FromPath[str]) -> ByteResponse:
    """Return one rule of a version."""
    read_query(request, NoQuery)
    language = language_of(request)
    return localised_response(services_of(request).handbook.rule(version, rule_id, language), language)


@get(
    "/v1/methodologies/{version:str}/sources/{source_id:str}",
    operation_id="getSource",
    opt={
        "spec": OperationSpec(
            tag="methodology",
            scope=None,
            response=SourceDocument,
            traits=frozenset({"localised", "not_found"}),
        )
    },
)
async def get_source(
    request: StrictRequest, version: FromPath[str], source_id: FromPath[str]
) -> ByteResponse:
    """Return one source of a version."""
    read_query(request, NoQuery)
    language = language_of(request)
    return localised_response(services_of(request).handbook.source(version, source_id, language), language)


HANDLERS = (get_questionnaire, list_methodologies, get_methodology, get_rule, get_source)
