"""Who may call an operation, and how often. Checked before query and body are read: a bad key learns nothing.

Imports the use cases that know keys and limits. One hook for the whole application takes what each operation
declares: the framework's own guards copy the route handler for every request.
"""

from collections.abc import Iterable
from typing import Any, cast

from litestar import Request
from litestar.exceptions import NotFoundException

from service.api.services import services_of
from service.api.wire.operation import OperationSpec
from service.application.access.addresses import client_address
from service.application.access.key_format import authenticate
from service.application.access.rate_limits import QuotaState
from service.application.assessments.records import Owner
from service.application.ports.key_store import Key
from service.errors import Forbidden, OriginRefused, TooManyRequests, Unauthenticated

_KEY = "palier_key"
_WHO = "palier_who"
_VISITOR = "palier_visitor"
QUOTA = "palier_quota"
# What a part costs, in requests, by the time that it takes: some sixty decisions instead of one.
_COSTS = {"counterfactuals": 50, "robustness": 3}


async def check_caller(request: Request[Any, Any, Any]) -> None:
    """Let a request pass that needs no key or has the right one, and has not state what it may ask.

    Raises what becomes 401, 403 or 429.
    """
    call = request.route_handler.opt.get("call")
    _check_path(request.scope["raw_path"])
    if call is None:
        return
    sent = request.headers.getall("authorization", [])
    if call.scope is None or (call.signed and not sent and "signature" in request.query_params):
        _consume_quota(request, call, _address(request))
        return
    try:
        key, who = authenticate(sent, services_of(request).keys)
    except Unauthenticated:
        # Guessing keys is asking too, from an address.
        _consume_quota(request, call, _address(request))
        raise
    if key.is_publishable:
        _notes(request)[_VISITOR] = who + _address(request)
    _consume_quota(request, call, who)
    if key.is_publishable and request.headers.getall("origin", []) not in [[each] for each in key.origins]:
        raise OriginRefused
    if (call.scope != "any" and call.scope not in key.scopes) or (key.is_publishable and not call.visitors):
        raise Forbidden(call.scope)
    _notes(request)[_KEY] = key


def key_of(request: Request[Any, Any, Any]) -> Key:
    """Return the key that this request was let pass with."""
    key = _notes(request)[_KEY]
    assert isinstance(key, Key)
    return key


def owner_of(request: Request[Any, Any, Any]) -> Owner:
    """Return whose an assessment is that this request makes."""
    key = key_of(request)
    return Owner(key.space, key.origin)


def _check_path(raw: bytes) -> None:
    """Refuse the other spellings of a path that the framework takes for it: a proxy's rules see only one."""
    if b"//" in raw or b"%2f" in raw.lower() or (raw != b"/" and raw.endswith(b"/")):
        raise NotFoundException


def key_or_none(request: Request[Any, Any, Any]) -> Key | None:
    """Return the key that this request was let pass with, or None where a signed link stands in for it."""
    return _notes(request).get(_KEY)


def consume(request: Request[Any, Any, Any], include: Iterable[str]) -> None:
    """Take from the caller's quota what the parts asked for cost beyond a request; raise what becomes 429."""
    more = sum(_COSTS.get(part, 0) for part in include)
    notes = _notes(request)
    if more and _WHO in notes:
        _consume_quota(request, request.route_handler.opt["call"], notes[_WHO], more)


def _consume_quota(
    request: Request[Any, Any, Any], call: OperationSpec, who: bytes, requests: int = 1
) -> None:
    if call.limit is None:
        return
    notes, limiter = _notes(request), services_of(request).limiter
    notes[_WHO] = who
    if _VISITOR in notes:
        # First the visitor's own: whoever has state it takes nothing from the others of the same page.
        _note_quota(notes, limiter.consume("visitors", notes[_VISITOR], requests))
    _note_quota(notes, limiter.consume(call.limit, who, requests))


def _note_quota(notes: dict[str, Any], state: QuotaState) -> None:
    if state.allowed and _VISITOR in notes and QUOTA in notes:
        # A visitor learns what is left of its own quota.
        return
    notes[QUOTA] = state
    if not state.allowed:
        raise TooManyRequests(state.retry_after or 1)


def _notes(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The scope, in which ASGI lets an application keep notes of its own on a request."""
    scope: Any = request.scope
    return cast("dict[str, Any]", scope)


def _address(request: Request[Any, Any, Any]) -> bytes:
    peer = request.client.host if request.client else ""
    forwarded = ", ".join(request.headers.getall("x-forwarded-for", []))
    return client_address(peer, forwarded, services_of(request).trusted_proxies)
