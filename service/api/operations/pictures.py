"""Pictures of a stored assessment, for callers with a key or a signed link. Imports the use cases only."""

from typing import Annotated, Literal

from litestar import get
from litestar.params import FromPath
from msgspec import UNSET, Meta, UnsetType

from service.api.formats import drawings
from service.api.language import language_of
from service.api.operations.stored import read_id
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_or_none
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, read_query
from service.api.wire.responses import ByteResponse, picture_response
from service.errors import InvalidInput, LinkRefused
from service.model.patterns import SIGNATURE

SVG = "image/svg+xml"


class PictureQuery(NoQuery, frozen=True, kw_only=True):
    """The signature of a link, which replaces a key. ``expires`` is in seconds since 1970."""

    expires: Annotated[int, Meta(ge=0, le=2**40)] | UnsetType = UNSET
    signature: Annotated[str, Meta(max_length=43, pattern=SIGNATURE)] | UnsetType = UNSET


_SPEC = OperationSpec(
    tag="assessments",
    scope="read",
    query=PictureQuery,
    media_type=SVG,
    traits=frozenset({"localised", "not_found", "signed_link", "stored", "tagged"}),
)


@get("/v1/assessments/{assessment_id:str}/radar.svg", operation_id="getRadar", opt={"spec": _SPEC})
async def get_radar(request: StrictRequest, assessment_id: FromPath[str]) -> ByteResponse:
    """Return the radar of one assessment."""
    return await _picture(request, assessment_id, "radar")


@get("/v1/assessments/{assessment_id:str}/badge.svg", operation_id="getBadge", opt={"spec": _SPEC})
async def get_badge(request: StrictRequest, assessment_id: FromPath[str]) -> ByteResponse:
    """Return the badge of one assessment."""
    return await _picture(request, assessment_id, "badge")


async def _picture(
    request: StrictRequest, id_in_path: str, picture: Literal["radar", "badge"]
) -> ByteResponse:
    services, language = services_of(request), language_of(request)
    assessment_id = read_id(request, id_in_path)
    key = key_or_none(request)
    if key is None:
        services.links.check(assessment_id, picture, *_expiry_and_signature(request))
    else:
        read_query(request, PictureQuery)
    space = None if key is None else key.space
    pictured = await services.assessments.picture_data(
        space, assessment_id, language, compared=picture == "radar"
    )
    if picture == "radar":
        image = drawings.radar(pictured.maturity, language, pictured.norm)
    else:
        image = drawings.badge(pictured.maturity, language)
    return picture_response(request, image, SVG, language)


def _expiry_and_signature(request: StrictRequest) -> tuple[int, str]:
    """The expiry and the signature of a link; raises ``LinkRefused`` if either is malformed."""
    try:
        query = read_query(request, PictureQuery)
    except InvalidInput as error:
        raise LinkRefused() from error
    return query.expires or 0, query.signature or ""


HANDLERS = (get_radar, get_badge)
