"""Who may call an operation, and how often. Checked before query and body are read: a bad key learns nothing.

Imports the use cases that know keys and limits. One hook for the whole application reads what each operation
declares: the framework's own guards copy the route handler for every request.
"""

from collections.abc import Iterable
from typing import Any

from litestar import Request
from litestar.exceptions import NotFoundException

from service.api.services import services_of
from service.api.wire.context import RequestContext, context_of
from service.api.wire.operation import Limit, OperationSpec, spec_of, spec_or_none
from service.application.access.addresses import client_address
from service.application.access.key_format import authenticate
from service.application.access.rate_limits import Limiter, QuotaState
from service.application.assessments.records import Owner
from service.application.ports.key_store import Key
from service.errors import Forbidden, OriginRefused, TooManyRequests, Unauthenticated

# What a part costs beyond the request itself, in requests, by the time that it takes.
_COSTS = {"counterfactuals": 50, "robustness": 3}


async def check_caller(request: Request[Any, Any, Any]) -> None:
    """Admit a request that needs no key or has the right one, and is within its quota.

    Raises ``NotFoundException``, ``Unauthenticated``, ``Forbidden``, ``OriginRefused`` or
    ``TooManyRequests``.
    """
    _check_path(request.scope["raw_path"])
    spec = spec_or_none(request.route_handler)
    if spec is None:
        return
    authorization = request.headers.getall("authorization", [])
    if spec.scope is None or (not authorization and _has_signed_link(request, spec)):
        _consume_quota(request, spec.limit, _address(request))
        return
    try:
        key, caller = authenticate(authorization, services_of(request).keys)
    except Unauthenticated:
        # Guessing keys consumes quota too, by address.
        _consume_quota(request, spec.limit, _address(request))
        raise
    context = context_of(request.scope)
    if key.is_publishable:
        context.visitor = caller + _address(request)
    _consume_quota(request, spec.limit, caller)
    _check_permission(key, spec, request.headers.getall("origin", []))
    context.key = key


def _has_signed_link(request: Request[Any, Any, Any], spec: OperationSpec) -> bool:
    return "signed_link" in spec.traits and "signature" in request.query_params


def _check_permission(key: Key, spec: OperationSpec, origins: list[str]) -> None:
    if key.is_publishable and not (len(origins) == 1 and origins[0] in key.origins):
        raise OriginRefused
    has_scope = spec.scope is None or spec.scope == "any" or spec.scope in key.scopes
    if not has_scope or (key.is_publishable and "visitors" not in spec.traits):
        raise Forbidden(spec.scope or "any")


def key_of(request: Request[Any, Any, Any]) -> Key:
    """Return the key that this request was admitted with."""
    key = context_of(request.scope).key
    assert key is not None, "only an operation with a scope, called without a signed link, has a key"
    return key


def key_or_none(request: Request[Any, Any, Any]) -> Key | None:
    """Return the key that this request was admitted with, or None where a signed link replaces it."""
    return context_of(request.scope).key


def owner_of(request: Request[Any, Any, Any]) -> Owner:
    """Return who owns an assessment that this request creates."""
    key = key_of(request)
    return Owner(key.space, key.origin)


def _check_path(raw: bytes) -> None:
    """Refuse other spellings of a path that the framework accepts: a proxy's rules see only one."""
    if b"//" in raw or b"%2f" in raw.lower() or (raw != b"/" and raw.endswith(b"/")):
        raise NotFoundException


def consume(request: Request[Any, Any, Any], include: Iterable[str]) -> None:
    """Take from the caller's quota what the included parts cost beyond one request.

    Raises ``TooManyRequests``.
    """
    cost = sum(_COSTS.get(part, 0) for part in include)
    caller = context_of(request.scope).caller
    if cost and caller is not None:
        _consume_quota(request, spec_of(request.route_handler).limit, caller, cost)


def _consume_quota(
    request: Request[Any, Any, Any], limit: Limit | None, caller: bytes, requests: int = 1
) -> None:
    if limit is None:
        return
    context, limiter = context_of(request.scope), services_of(request).limiter
    context.caller = caller
    if context.visitor is not None:
        _consume_visitor_quota(context, context.visitor, limiter, requests)
    state = limiter.consume(limit, caller, requests)
    # The headers report the visitor's own quota, unless the page's is exhausted.
    if context.visitor is None or not state.allowed:
        context.quota = state
    _check_allowed(state)


def _consume_visitor_quota(context: RequestContext, visitor: bytes, limiter: Limiter, requests: int) -> None:
    # Before the key's quota: an exhausted visitor takes nothing from the other visitors of the page.
    context.quota = limiter.consume("visitors", visitor, requests)
    _check_allowed(context.quota)


def _check_allowed(state: QuotaState) -> None:
    if not state.allowed:
        raise TooManyRequests(state.retry_after or 1)


def _address(request: Request[Any, Any, Any]) -> bytes:
    peer = request.client.host if request.client else ""
    forwarded = ", ".join(request.headers.getall("x-forwarded-for", []))
    return client_address(peer, forwarded, services_of(request).trusted_proxies)
