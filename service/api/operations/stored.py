"""Operations on one stored assessment: read, erase, explain, replay, compare. Imports the use cases only."""

import re
from typing import Annotated
from uuid import UUID

from litestar import delete, get
from litestar.params import FromPath
from msgspec import UNSET, Meta, UnsetType

from service.api.language import language_of
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import consume, key_of
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, Version, read_query
from service.api.wire.responses import ByteResponse, empty_response, private_response, tagged_response
from service.application.assessments.answers import AnswerOptions
from service.application.intake.wording import describe_pattern, fault
from service.errors import InvalidInput
from service.model.codes import NormScope, StoredInclude
from service.model.documents.stored_assessment import (
    Replay,
    StoredAssessment,
    StoredBenchmark,
    StoredTrace,
)
from service.model.patterns import UUID7_ANY_CASE

_ID = re.compile(UUID7_ANY_CASE)


class AnswerQuery(NoQuery, frozen=True, kw_only=True):
    """Which parts to include in the answer for a stored assessment."""

    include: Annotated[tuple[StoredInclude, ...], Meta(min_length=1, max_length=6)] = ()


@get(
    "/v1/assessments/{assessment_id:str}",
    operation_id="getAssessment",
    opt={
        "spec": OperationSpec(
            tag="assessments",
            scope="read",
            query=AnswerQuery,
            response=StoredAssessment,
            traits=frozenset({"localised", "not_found", "stored", "tagged"}),
        )
    },
)
async def get_assessment(request: StrictRequest, assessment_id: FromPath[str]) -> ByteResponse:
    """Return one assessment of the key's tenant."""
    query, language = read_query(request, AnswerQuery), language_of(request)
    consume(request, query.include)
    answer = await services_of(request).assessments.read(
        key_of(request).space, read_id(request, assessment_id), AnswerOptions(language, query.include)
    )
    return tagged_response(request, answer, language)


@delete(
    "/v1/assessments/{assessment_id:str}",
    operation_id="eraseAssessment",
    # The framework allows no handler to answer 204 itself; ``empty_response`` does.
    status_code=200,
    opt={
        "spec": OperationSpec(
            tag="assessments",
            scope="erase",
            traits=frozenset({"empty", "not_found", "stored"}),
        )
    },
)
async def erase_assessment(request: StrictRequest, assessment_id: FromPath[str]) -> ByteResponse:
    """Erase one assessment of the key's tenant."""
    read_query(request, NoQuery)
    await services_of(request).assessments.erase(key_of(request).space, read_id(request, assessment_id))
    return empty_response()


@get(
    "/v1/assessments/{assessment_id:str}/trace",
    operation_id="getTrace",
    opt={
        "spec": OperationSpec(
            tag="assessments",
            scope="read",
            response=StoredTrace,
            traits=frozenset({"localised", "not_found", "stored", "tagged"}),
        )
    },
)
async def get_trace(request: StrictRequest, assessment_id: FromPath[str]) -> ByteResponse:
    """Return the trace of one assessment of the key's tenant."""
    read_query(request, NoQuery)
    language = language_of(request)
    trace = await services_of(request).assessments.trace(
        key_of(request).space, read_id(request, assessment_id), language
    )
    return tagged_response(request, trace, language)


class ReplayQuery(NoQuery, frozen=True, kw_only=True):
    """By which methodology to assess the stored profile again."""

    methodology: Version | UnsetType = UNSET


@get(
    "/v1/assessments/{assessment_id:str}/replay",
    operation_id="replayAssessment",
    opt={
        "spec": OperationSpec(
            tag="assessments",
            scope="read",
            query=ReplayQuery,
            response=Replay,
            traits=frozenset({"localised", "not_found", "stored"}),
        )
    },
)
async def replay_assessment(request: StrictRequest, assessment_id: FromPath[str]) -> ByteResponse:
    """Return the stored profile's assessment under the version requested."""
    query, language = read_query(request, ReplayQuery), language_of(request)
    replay = await services_of(request).assessments.replay(
        key_of(request).space, read_id(request, assessment_id), language, query.methodology or None
    )
    return private_response(replay, language)


class BenchmarkQuery(NoQuery, frozen=True, kw_only=True):
    """Among whose organisations to compare."""

    scope: NormScope = "all"


@get(
    "/v1/assessments/{assessment_id:str}/benchmark",
    operation_id="getBenchmark",
    opt={
        "spec": OperationSpec(
            tag="benchmarks",
            scope="read",
            query=BenchmarkQuery,
            response=StoredBenchmark,
            traits=frozenset({"localised", "not_found", "stored", "tagged"}),
        )
    },
)
async def get_benchmark(request: StrictRequest, assessment_id: FromPath[str]) -> ByteResponse:
    """Return where one assessment of the key's tenant stands."""
    query, language = read_query(request, BenchmarkQuery), language_of(request)
    benchmark = await services_of(request).assessments.benchmark(
        key_of(request).space, read_id(request, assessment_id), language, query.scope
    )
    return tagged_response(request, benchmark, language)


def read_id(request: StrictRequest, text: str) -> UUID:
    """Return the assessment id in a path, in capitals or not; raise ``InvalidInput`` for what no id is."""
    if not _ID.search(text):
        language = language_of(request)
        form = describe_pattern(UUID7_ANY_CASE, language)
        raise InvalidInput((fault("path", "/assessment_id", "pattern", language, form=form),))
    return UUID(text)


HANDLERS = (get_assessment, erase_assessment, get_trace, replay_assessment, get_benchmark)
