"""Pictures of a stored assessment, for callers with a key or a signed link. Imports the use cases only."""

from typing import Annotated

from litestar import get
from litestar.params import FromPath
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from service.api.formats import drawings
from service.api.language import language_of
from service.api.operations.stored import read_id
from service.api.services import services_of
from service.api.traits import DeclaredTrait
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_or_none
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, read_query
from service.api.wire.responses import ByteResponse, picture_response
from service.application.spaces import Space
from service.errors import InvalidInput, LinkRefused
from service.model.patterns import SIGNATURE

SVG = "image/svg+xml"


class PictureQuery(NoQuery, frozen=True, kw_only=True):
    """The signature of a link, which replaces a key. ``expires`` is in seconds since 1970.

    A lasting badge's link has none.
    """

    expires: Annotated[int, Meta(ge=0, le=2**40)] | UnsetType = UNSET
    signature: Annotated[str, Meta(max_length=43, pattern=SIGNATURE)] | UnsetType = UNSET


_TRAITS: frozenset[DeclaredTrait] = frozenset({"localised", "not_found", "signed_link", "stored", "tagged"})
_RADAR = OperationSpec(tag="assessments", scope="read", query=PictureQuery, media_type=SVG, traits=_TRAITS)
_BADGE = OperationSpec(
    tag="assessments", scope="read", query=PictureQuery, media_type=SVG, traits=_TRAITS | {"latest"}
)


@get("/v1/assessments/{assessment_id:str}/radar.svg", operation_id="getRadar", opt={"spec": _RADAR})
async def get_radar(request: StrictRequest, assessment_id: FromPath[str]) -> ByteResponse:
    """Return the radar of one assessment."""
    services, language = services_of(request), language_of(request)
    id_, space = read_id(request, assessment_id), _space_of(request)
    if space is None:
        query = _signed_query(request)
        services.links.check(id_, "radar", query.expires or 0, query.signature or "")
    pictured = await services.assessments.picture_data(space, id_, language, compared=True, latest=False)
    image = drawings.radar(pictured.maturity, language, pictured.norm)
    return picture_response(request, image, SVG, language)


@get("/v1/assessments/{assessment_id:str}/badge.svg", operation_id="getBadge", opt={"spec": _BADGE})
async def get_badge(request: StrictRequest, assessment_id: FromPath[str]) -> ByteResponse:
    """Return the badge of one assessment, or of its organisation's latest one by a link without an end."""
    services, language = services_of(request), language_of(request)
    id_, space, latest = read_id(request, assessment_id), _space_of(request), False
    if space is None:
        query = _signed_query(request)
        latest = query.expires is UNSET
        if latest:
            services.links.check_lasting_badge(id_, query.signature or "")
        else:
            services.links.check(id_, "badge", query.expires or 0, query.signature or "")
    pictured = await services.assessments.picture_data(space, id_, language, compared=False, latest=latest)
    badge = picture_response(request, drawings.badge(pictured.maturity, language), SVG, language)
    if space is None or not pictured.has_latest:
        return badge
    link = f'<{services.links.lasting_badge_url(id_)}>; rel="latest-version"; type="{SVG}"'
    return replace(badge, headers=(*badge.headers, (b"link", link.encode())))


def _space_of(request: StrictRequest) -> Space | None:
    """The space of the key, whose query is then checked; None without a key."""
    key = key_or_none(request)
    if key is not None:
        read_query(request, PictureQuery)
    return None if key is None else key.space


def _signed_query(request: StrictRequest) -> PictureQuery:
    """The expiry and the signature of a link; raises ``LinkRefused`` if either is malformed.

    A link that went through mail programs or caches comes back with parameters of theirs.
    """
    try:
        return read_query(request, PictureQuery, drops_others=True)
    except InvalidInput as error:
        raise LinkRefused() from error


HANDLERS = (get_radar, get_badge)
