"""What a key may do. Imports the use cases only."""

from litestar import get
from msgspec import Struct

from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_of
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import NoQuery, read_query
from service.api.wire.responses import ByteResponse, private_response
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
    opt={"spec": OperationSpec(tag="account", scope="any", response=Me)},
)
async def get_me(request: StrictRequest) -> ByteResponse:
    """Return what the caller's key may do."""
    read_query(request, NoQuery)
    return private_response(me(key_of(request), services_of(request).limiter))


def me(key: Key, limiter: Limiter) -> Me:
    """Return what a key may do, as its owner sees it."""
    return Me(
        key.tenant_name,
        key.kind,
        tuple(sorted(key.scopes)),
        tuple(policy for policy in limiter.policies if policy.name in ("requests", "previews")),
    )


HANDLERS = (get_me,)
