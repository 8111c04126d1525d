"""The whole methodology, readable: questionnaire, versions, rules and sources.

All of it is fixed while the process lives, so each answer is encoded and compressed once. Imports the use
case only.
"""

from collections.abc import Callable

from litestar import get
from litestar.params import FromPath
from msgspec import UNSET, Struct, UnsetType

from service.api.language import language_of
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, Version, read_query
from service.api.wire.responses import ByteResponse, StaticDocument, document_response, static_json
from service.model.codes import QuestionnaireForm
from service.model.documents.methodology import (
    MethodologyDocument,
    MethodologyList,
    Questionnaire,
    RuleDocument,
    SourceDocument,
)
from service.texts import Language


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
            traits=frozenset({"compressed", "localised", "not_found", "tagged"}),
        )
    },
)
async def get_questionnaire(request: StrictRequest) -> ByteResponse:
    """Return the questionnaire of a form."""
    query, book = read_query(request, QuestionnaireQuery), services_of(request).handbook
    version = query.methodology or None
    return _answer(request, query, lambda language: book.questionnaire(query.form, language, version))


@get(
    "/v1/methodologies",
    operation_id="listMethodologies",
    opt={
        "spec": OperationSpec(
            tag="methodology",
            scope=None,
            response=MethodologyList,
            traits=frozenset({"compressed", "localised", "tagged"}),
        )
    },
)
async def list_methodologies(request: StrictRequest) -> ByteResponse:
    """Return the versions of the methodology."""
    query, book = read_query(request, NoQuery), services_of(request).handbook
    return _answer(request, query, lambda _: book.methodologies())


@get(
    "/v1/methodologies/{version:str}",
    operation_id="getMethodology",
    opt={
        "spec": OperationSpec(
            tag="methodology",
            scope=None,
            response=MethodologyDocument,
            traits=frozenset({"compressed", "localised", "not_found", "tagged"}),
        )
    },
)
async def get_methodology(request: StrictRequest, version: FromPath[str]) -> ByteResponse:
    """Return one version of the methodology."""
    query, book = read_query(request, NoQuery), services_of(request).handbook
    return _answer(request, query, lambda language: book.methodology(version, language))


@get(
    "/v1/methodologies/{version:str}/rules/{rule_id:str}",
    operation_id="getRule",
    opt={
        "spec": OperationSpec(
            tag="methodology",
            scope=None,
            response=RuleDocument,
            traits=frozenset({"compressed", "localised", "not_found", "tagged"}),
        )
    },
)
async def get_rule(request: StrictRequest, version: FromPath[str], rule_id: FromPath[str]) -> ByteResponse:
    """Return one rule of a version."""
    query, book = read_query(request, NoQuery), services_of(request).handbook
    return _answer(request, query, lambda language: book.rule(version, rule_id, language))


@get(
    "/v1/methodologies/{version:str}/sources/{source_id:str}",
    operation_id="getSource",
    opt={
        "spec": OperationSpec(
            tag="methodology",
            scope=None,
            response=SourceDocument,
            traits=frozenset({"compressed", "localised", "not_found", "tagged"}),
        )
    },
)
async def get_source(
    request: StrictRequest, version: FromPath[str], source_id: FromPath[str]
) -> ByteResponse:
    """Return one source of a version."""
    query, book = read_query(request, NoQuery), services_of(request).handbook
    return _answer(request, query, lambda language: book.source(version, source_id, language))


def _answer(request: StrictRequest, query: Struct, make: Callable[[Language], Struct]) -> ByteResponse:
    """Answer with what this path and query name; nothing is kept of a name that is unknown."""
    language = language_of(request)
    documents: dict[object, StaticDocument] = request.app.state["documents"]
    # By the names themselves: one path may be written in any number of ways.
    key = (request.scope["path_template"], *request.path_params.values(), query, language)
    if key not in documents:
        documents[key] = static_json(make(language), language)
    return document_response(request, documents[key])


HANDLERS = (get_questionnaire, list_methodologies, get_methodology, get_rule, get_source)
