"""Published norms. Imports the use cases only."""

from typing import Annotated

from litestar import get
from msgspec import UNSET, Meta, UnsetType

from service.api.language import language_of
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_of
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, Version, read_query
from service.api.wire.responses import ByteResponse, private_response
from service.application.norms.benchmarks import NormQuery
from service.model.answer.benchmark import Norm
from service.model.codes import NaceSection, NormAssessor, NormScope, SizeClass
from service.model.countries import Country


class NormQueryParameters(NoQuery, frozen=True, kw_only=True):
    """Which cohort, of which edition. A cohort that cannot be shown falls back to a wider one."""

    scope: NormScope = "all"
    assessor: NormAssessor = "unspecified"
    nace_section: NaceSection | UnsetType = UNSET
    size_class: SizeClass | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    methodology: Version | UnsetType = UNSET
    edition: Annotated[int, Meta(ge=1, le=2**31 - 1)] | UnsetType = UNSET


@get(
    "/v1/benchmarks",
    operation_id="getNorm",
    opt={
        "spec": OperationSpec(
            tag="benchmarks",
            scope="read",
            query=NormQueryParameters,
            response=Norm,
            traits=frozenset({"localised", "not_found", "stored"}),
        )
    },
)
async def get_norm(request: StrictRequest) -> ByteResponse:
    """Return the norm of the cohort requested."""
    query, language = read_query(request, NormQueryParameters), language_of(request)
    norm_query = NormQuery(
        space=key_of(request).space,
        language=language,
        version=query.methodology or None,
        edition=query.edition or None,
        scope=query.scope,
        assessor=query.assessor,
        nace_section=query.nace_section or None,
        size_class=query.size_class or None,
        country=query.country or None,
    )
    return private_response(await services_of(request).benchmarks.norm(norm_query), language)


HANDLERS = (get_norm,)
