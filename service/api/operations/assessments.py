"""Operations on assessments as a whole: preview, create, list, erase by reference.

Imports the use cases only: no rule, no storage.
"""

from typing import Annotated

from litestar import delete, get, post
from litestar.params import JSONBody
from msgspec import UNSET, Meta, UnsetType

from service.api.language import language_of
from service.api.prices import settled
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import consume, key_of, owner_of, settle
from service.api.wire.idempotency import idempotency_key
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import ListCursor, NoQuery, Time, Version, read_query
from service.api.wire.responses import (
    ByteResponse,
    created_response,
    localised_response,
    private_response,
)
from service.api.wire.timestamps import read_timestamp
from service.application.assessments.answers import AnswerOptions
from service.application.assessments.records import read_cursor
from service.application.assessments.rows import row_of
from service.application.ports.assessment_store import AssessmentFilter
from service.model.answer.assessment import Assessment
from service.model.codes import Include, Level, Model, NaceSection, SizeClass, Status, StoredInclude, View
from service.model.documents.row import AssessmentRow
from service.model.documents.stored_assessment import AssessmentPage, Erased, StoredAssessment
from service.model.profile import Profile, Reference


class PreviewQuery(NoQuery, frozen=True, kw_only=True):
    """Which parts to include in a preview, or its row alone, and by which methodology to assess."""

    include: Annotated[tuple[Include, ...], Meta(min_length=1, max_length=4)] = ()
    view: View = "full"
    methodology: Version | UnsetType = UNSET


@post(
    "/v1/assessments/preview",
    operation_id="previewAssessment",
    status_code=200,
    opt={
        "spec": OperationSpec(
            tag="assessments",
            scope="assess",
            query=PreviewQuery,
            response=Assessment,
            summary=AssessmentRow,
            limit="previews",
            traits=frozenset({"localised", "not_found", "visitors"}),
        )
    },
)
async def preview_assessment(request: StrictRequest, data: JSONBody[Profile]) -> ByteResponse:
    """Assess the profile sent, by the methodology requested."""
    services, language = services_of(request), language_of(request)
    query = read_query(request, PreviewQuery)
    # A summary shows no parts: they are neither computed nor charged.
    include = frozenset(() if query.view == "summary" else query.include)
    consume(request, include)
    assessment = await services.computing.assess(data, language, include, query.methodology or None)
    services.observer.assessed("preview", assessment)
    answer = row_of(data, assessment) if query.view == "summary" else assessment
    return localised_response(answer, language)


class CreateQuery(NoQuery, frozen=True, kw_only=True):
    """Which parts to include in the answer, and by which methodology to assess."""

    include: Annotated[tuple[StoredInclude, ...], Meta(min_length=1, max_length=6)] = ()
    methodology: Version | UnsetType = UNSET


@post(
    "/v1/assessments",
    operation_id="createAssessment",
    status_code=201,
    opt={
        "spec": OperationSpec(
            tag="assessments",
            scope="assess",
            query=CreateQuery,
            response=StoredAssessment,
            traits=frozenset({"idempotent", "localised", "not_found", "stored", "visitors"}),
        )
    },
)
async def create_assessment(request: StrictRequest, data: JSONBody[Profile]) -> ByteResponse:
    """Assess the profile sent, and store the assessment."""
    services, language = services_of(request), language_of(request)
    query = read_query(request, CreateQuery)
    consume(request, query.include)
    created = await services.assessments.create(
        owner_of(request),
        data,
        AnswerOptions(language, tuple(sorted(set(query.include)))),
        query.methodology or None,
        idempotency_key(request),
    )
    if created.is_new:
        services.observer.assessed("stored", created.answer)
    return created_response(
        created.answer, created.language, created.answer.url or "", is_replay=not created.is_new
    )


# What a list may be narrowed by that no index finds.
_CODES = (
    "nace_section", "size_class", "maturity_status", "maturity_level", "sourcing_status", "sourcing_model",
)  # fmt: skip


class ListQuery(NoQuery, frozen=True, kw_only=True):
    """Which assessments to list. ``since`` is included, ``until`` is not."""

    cursor: ListCursor | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    reference: Reference | UnsetType = UNSET
    nace_section: NaceSection | UnsetType = UNSET
    size_class: SizeClass | UnsetType = UNSET
    maturity_level: Level | UnsetType = UNSET
    maturity_status: Status | UnsetType = UNSET
    sourcing_model: Model | UnsetType = UNSET
    sourcing_status: Status | UnsetType = UNSET
    since: Time | UnsetType = UNSET
    until: Time | UnsetType = UNSET


@get(
    "/v1/assessments",
    operation_id="listAssessments",
    opt={
        "spec": OperationSpec(
            tag="assessments",
            scope="read",
            query=ListQuery,
            response=AssessmentPage,
            traits=frozenset({"stored"}),
        )
    },
)
async def list_assessments(request: StrictRequest) -> ByteResponse:
    """Return a page of the tenant's assessments."""
    query = read_query(request, ListQuery)
    filters = AssessmentFilter(
        # A reference of unseen characters alone is none that an assessment has, and not that of all.
        reference=None if query.reference is UNSET else str(query.reference),
        nace_section=query.nace_section or None,
        size_class=query.size_class or None,
        maturity_level=query.maturity_level or None,
        # A level asked for is one that is known, unless the status says otherwise.
        maturity_status=query.maturity_status or ("assessed" if query.maturity_level else None),
        sourcing_status=query.sourcing_status or None,
        sourcing_model=query.sourcing_model or None,
        since=read_timestamp(query.since),
        until=read_timestamp(query.until),
        before=read_cursor(query.cursor) if query.cursor else None,
    )
    narrowed = any(getattr(filters, column) is not None for column in _CODES)
    settle(request, settled("listAssessments", narrowed=narrowed))
    page = await services_of(request).assessments.page(key_of(request).space, filters, query.limit)
    return private_response(page)


class EraseQuery(NoQuery, frozen=True, kw_only=True):
    """Whose assessments to erase."""

    reference: Reference


@delete(
    "/v1/assessments",
    operation_id="eraseOrganisation",
    status_code=200,
    opt={
        "spec": OperationSpec(
            tag="assessments",
            scope="erase",
            query=EraseQuery,
            response=Erased,
            traits=frozenset({"stored"}),
        )
    },
)
async def erase_organisation(request: StrictRequest) -> ByteResponse:
    """Erase the tenant's assessments with this reference."""
    query = read_query(request, EraseQuery)
    assessments = services_of(request).assessments
    erased = await assessments.erase_reference(key_of(request).space, query.reference)
    settle(request, settled("eraseOrganisation", erased=erased))
    return private_response(Erased(erased))


HANDLERS = (preview_assessment, create_assessment, list_assessments, erase_organisation)
