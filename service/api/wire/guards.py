"""Who may call an operation, and how often. Checked before query and body are read: a bad key learns nothing.

Imports the use cases that know keys and limits. One hook for the whole application reads what each operation
declares: the framework's own guards copy the route handler for every request.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from litestar import Request
from litestar.exceptions import NotFoundException

from service.api.prices import OPERATIONS, PARTS
from service.api.services import Services, services_of
from service.api.wire.context import RequestContext, context_of
from service.api.wire.operation import Limit, OperationSpec, operation_id_of, spec_or_none
from service.api.wire.parts import SHOWING_SCOPES, missing_part
from service.application.access.addresses import client_address, is_trusted
from service.application.access.key_format import authenticate
from service.application.access.rate_limits import Limiter, QuotaState
from service.application.assessments.records import Owner
from service.application.ports.key_store import Key, Scope
from service.errors import Forbidden, OriginRefused, TooManyRequests, Unauthenticated
from service.model.codes import StoredInclude

# The quota of those without a key, by address.
_PUBLIC: Limit = "public"


async def check_caller(request: Request[Any, Any, Any]) -> None:
    """Admit a request that needs no key or has the right one for all it asks, and is within its quota.

    Raises ``NotFoundException``, ``Unauthenticated``, ``Forbidden``, ``OriginRefused`` or
    ``TooManyRequests``.
    """
    context = context_of(request.scope)
    if context.refusal is not None:
        raise context.refusal
    _check_path(request.scope["raw_path"])
    spec = spec_or_none(request.route_handler)
    if spec is None:
        # A page outside of the contract; or a preflight, whose refusal no browser would explain.
        if request.method != "OPTIONS":
            _consume_quota(request, _PUBLIC, _address(request), 1)
        return
    price = OPERATIONS[operation_id_of(request.route_handler)] if spec.limit is not None else 0
    authorization = request.headers.getall("authorization", [])
    if spec.scope is None or (not authorization and _has_signed_link(request, spec)):
        _consume_quota(request, _PUBLIC, _address(request), price)
        _check_parts(request, spec, frozenset())
        return
    try:
        key = authenticate(authorization, services_of(request).keys)
    except Unauthenticated:
        # Guessing keys consumes quota too, by address.
        _consume_quota(request, _PUBLIC, _address(request), price)
        raise
    context.origins = key.origins
    caller = _account(key)
    if key.is_publishable:
        context.visitor = caller + _address(request)
    _consume_quota(request, spec.limit, caller, price)
    _check_permission(key, spec, request.headers.getall("origin", []))
    _check_parts(request, spec, key.scopes, is_publishable=key.is_publishable)
    context.key = key


def _account(key: Key) -> bytes:
    """Whose quota a key consumes: keys of one kind share their tenant's, however many there are."""
    return f"{key.kind}:{key.tenant}".encode()


def _has_signed_link(request: Request[Any, Any, Any], spec: OperationSpec) -> bool:
    return "signed_link" in spec.traits and "signature" in request.query_params


def _check_permission(key: Key, spec: OperationSpec, origins: list[str]) -> None:
    if key.is_publishable and not (len(origins) == 1 and origins[0] in key.origins):
        raise OriginRefused
    if key.is_publishable and "visitors" not in spec.traits:
        raise Forbidden(None)
    if spec.scope != "any" and spec.scope not in key.scopes:
        raise Forbidden(spec.scope)


def _check_parts(
    request: Request[Any, Any, Any],
    spec: OperationSpec,
    scopes: frozenset[Scope],
    *,
    is_publishable: bool = False,
) -> None:
    missing = missing_part(request.scope["query_string"], spec.query, scopes)
    if missing is not None:
        raise Forbidden(None if is_publishable else missing.scope, missing.name)


def key_of(request: Request[Any, Any, Any]) -> Key:
    """Return the key that this request was admitted with."""
    key = context_of(request.scope).key
    assert key is not None, "only an operation with a scope, called without a signed link, has a key"
    return key


def key_or_none(request: Request[Any, Any, Any]) -> Key | None:
    """Return the key that this request was admitted with, or None where a signed link replaces it."""
    return context_of(request.scope).key


def owner_of(request: Request[Any, Any, Any]) -> Owner:
    """Return who owns an assessment that this request creates, and who is answered the same when it retries.

    Those are servers whose keys show them the same parts, and the visitors of one address, the only thing
    that is known of a visitor. Raises ``Unauthenticated`` if the key was revoked while the body arrived.
    """
    key = authenticate(request.headers.getall("authorization", []), services_of(request).keys)
    if key.is_publishable:
        return Owner(key.space, key.origin, _address(request).hex())
    return Owner(key.space, key.origin, ",".join(sorted(key.scopes & SHOWING_SCOPES)))


def _check_path(raw: bytes) -> None:
    """Refuse other spellings of a path that the framework accepts: a proxy's rules see only one."""
    if b"//" in raw or b"%2f" in raw.lower() or (raw != b"/" and raw.endswith(b"/")):
        raise NotFoundException


def consume(request: Request[Any, Any, Any], include: Iterable[StoredInclude]) -> None:
    """Take from the caller's quota what the included parts cost beyond the request.

    Raises ``TooManyRequests``.
    """
    context, cost = context_of(request.scope), sum(PARTS[part] for part in set(include))
    if cost and context.caller is not None:
        _consume_quota(request, context.policy, context.caller, cost)


def settle(request: Request[Any, Any, Any], cost: int) -> QuotaState | None:
    """Take from the caller's quota the cost of what was done; return what is left, None without a quota."""
    context = context_of(request.scope)
    if context.policy is None or context.caller is None:
        return None
    context.quota = services_of(request).limiter.settle(context.policy, context.caller, cost)
    return context.quota


def _consume_quota(request: Request[Any, Any, Any], policy: str | None, caller: bytes, cost: int) -> None:
    if policy is None or cost == 0:
        return
    context, limiter = context_of(request.scope), services_of(request).limiter
    context.caller, context.policy = caller, policy
    if context.visitor is not None:
        _consume_visitor_quota(context, context.visitor, limiter, cost)
    state = limiter.consume(policy, caller, cost)
    # The headers report the visitor's own quota, unless the page's is exhausted.
    if context.visitor is None or not state.allowed:
        context.quota = state
    _check_allowed(state)


def _consume_visitor_quota(context: RequestContext, visitor: bytes, limiter: Limiter, cost: int) -> None:
    # Before the key's quota: an exhausted visitor takes nothing from the other visitors of the page.
    context.quota = limiter.consume("visitors", visitor, cost)
    _check_allowed(context.quota)


def _check_allowed(state: QuotaState) -> None:
    if not state.allowed:
        raise TooManyRequests(state.retry_after or 1)


def _address(request: Request[Any, Any, Any]) -> bytes:
    return address_of(request.scope, services_of(request))


def address_of(scope: Mapping[str, Any], services: Services) -> bytes:
    """Return the address that a request comes from, past trusted proxies; see ``client_address``."""
    client = scope["client"]
    peer = client[0] if client else ""
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    forwarded = ", ".join(lines)
    if forwarded and not is_trusted(peer, services.trusted_proxies):
        services.observer.untrusted_proxy(peer)
    return client_address(peer, forwarded, services.trusted_proxies)
