"""What a key may do. Imports the use cases only."""

from litestar import get
from msgspec import Struct

from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_of
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, read_query
from service.api.wire.responses import Answer, private
from service.application.access.rate_limits import Limiter, Policy
from service.application.ports.key_store import Key, KeyKind, Scope


class Me(Struct, frozen=True):
    """The key's tenant, kind, scopes and limits."""

    tenant: str
    kind: KeyKind
    scopes: tuple[Scope, ...]
    limits: tuple[Policy, ...]


@get(
    "/v1/me",
    operation_id="getMe",
    summary="Read what this key may do",
    description="Its tenant, its scopes and its limits.",
    tags=["Account"],
    opt=OperationSpec(
        scope="any",
        summary_fr="Lire ce que permet cette clé",
        description_fr="Son client, ses droits et ses limites.",
        answers=Me,
    ).opt(),
)
async def get_me(request: StrictRequest) -> Answer:
    """Return what the key that was sent may do."""
    read_query(request, NoQuery)
    return private(me(key_of(request), services_of(request).limiter))


def me(key: Key, limiter: Limiter) -> Me:
    """Return what a key may do, as its owner sees it."""
    return Me(
        key.tenant,
        key.kind,
        tuple(sorted(key.scopes)),
        tuple(each for each in limiter.policies if each.name != "visitors"),
    )
