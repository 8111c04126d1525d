"""The pictures of a stored assessment, for whoever has a key or a signed link. Imports the use cases only."""

from typing import Any, Literal

from litestar import get
from litestar.params import FromPath

from service.api.contract.parameters import PictureQuery
from service.api.formats import drawings
from service.api.language import language_of
from service.api.operations.stored import identity
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_or_none
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import read_query
from service.api.wire.responses import Answer, picture
from service.errors import InvalidInput, LinkRefused

SVG = "image/svg+xml"


def _call(summary_fr: str, description_fr: str) -> dict[str, Any]:
    """What the contract says of every picture."""
    return OperationSpec(
        scope="read",
        summary_fr=summary_fr,
        description_fr=description_fr,
        media_type=SVG,
        query=PictureQuery,
        localised=True,
        may_miss=True,
        stored=True,
        signed=True,
        tagged=True,
    ).opt()


@get(
    "/v1/assessments/{assessment_id:str}/radar.svg",
    operation_id="getRadar",
    summary="Draw the eight competencies of an assessment",
    description="With the range that unanswered questions leave open, and the median of its cohort where a"
    " norm shows one. `links.radar` of an assessment is this address, signed: it can be shown where there is"
    " no key, for some weeks.",
    tags=["Assessments"],
    opt=_call(
        "Dessiner les huit compétences d’une évaluation",
        "Avec l’intervalle que les questions sans réponse laissent ouvert. `links.radar` d’une"
        " évaluation est cette adresse, signée : on peut la montrer là où il n’y a pas de clé, pendant"
        " quelques semaines.",
    ),
)
async def get_radar(request: StrictRequest, assessment_id: FromPath[str]) -> Answer:
    """Return the radar of one assessment."""
    return await _drawn(request, assessment_id, "radar")


@get(
    "/v1/assessments/{assessment_id:str}/badge.svg",
    operation_id="getBadge",
    summary="Draw the level of an assessment as a badge",
    description="`links.badge` of an assessment is this address, signed.",
    tags=["Assessments"],
    opt=_call(
        "Dessiner le niveau d’une évaluation en badge",
        "`links.badge` d’une évaluation est cette adresse, signée.",
    ),
)
async def get_badge(request: StrictRequest, assessment_id: FromPath[str]) -> Answer:
    """Return the badge of one assessment."""
    return await _drawn(request, assessment_id, "badge")


async def _drawn(request: StrictRequest, name: str, kind: Literal["radar", "badge"]) -> Answer:
    services, language = services_of(request), language_of(request)
    assessment = identity(name)
    key = key_or_none(request)
    if key is None:
        services.links.check(assessment, kind, *_signed(request))
    else:
        read_query(request, PictureQuery)
    tenant = None if key is None else key.space
    found = await services.assessments.pictured(tenant, assessment, language, compared=kind == "radar")
    if kind == "radar":
        drawn = drawings.radar(found.maturity, language, found.norm)
    else:
        drawn = drawings.badge(found.maturity, language)
    return picture(request, drawn, SVG, language)


def _signed(request: StrictRequest) -> tuple[int, str]:
    """The end and the signature of a link; one that is malformed in any way does not open."""
    try:
        query = read_query(request, PictureQuery)
    except InvalidInput as error:
        raise LinkRefused() from error
    return query.expires or 0, query.signature or ""
