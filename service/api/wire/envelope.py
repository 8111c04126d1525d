"""The one wrapper around the framework: HEAD, OPTIONS, request ids, security headers, and what is observed.

It is outermost because middleware of the framework sees neither 404 nor 405 nor OPTIONS. Imports no use case.
"""

import re
from secrets import token_hex
from time import perf_counter
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from service.api.services import Observer
from service.api.wire.cors import Cors
from service.api.wire.guards import QUOTA
from service.application.access.key_format import redact_keys
from service.application.access.rate_limits import QuotaState

_SANE_ID = re.compile(rb"[0-9A-Za-z._-]{8,128}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)


class ResponseEnvelope:
    """An ASGI application around another one. ``allow`` gives the value of ``Allow`` by path template."""

    def __init__(self, app: ASGIApp, allow: dict[str, str], cors: Cors, observer: Observer) -> None:
        self.app = app
        self.allow = allow
        self.cors = cors
        self.observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and give its answer what every answer has."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        started, method, request_id = perf_counter(), scope["method"], _request_id(scope)
        head = method == "HEAD"
        inner: Any = {**scope, "method": "GET" if head else method, "palier_request_id": request_id}
        if head:
            # What takes long to write need not be read for one who wants the head.
            inner["palier_head"] = True
        status = 500

        async def outgoing(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._headers(list(message["headers"]), method, request_id, inner)
            elif head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        try:
            await self.app(inner, receive, outgoing)
        finally:
            route = inner.get("path_template", "unmatched")
            known = method if method in _METHODS else "OTHER"
            self.observer.request(known, route, status, perf_counter() - started, request_id)

    def _headers(
        self, headers: list[tuple[bytes, bytes]], method: str, request_id: str, scope: dict[str, Any]
    ) -> list[tuple[bytes, bytes]]:
        names = {name for name, _ in headers}
        template = scope.get("path_template", "")
        if method == "OPTIONS" and template in self.allow:
            allow = self.allow[template].encode()
            headers = [(name, allow if name == b"allow" else value) for name, value in headers]
        if QUOTA in scope:
            headers.extend(_limits(scope[QUOTA]))
        if _POLICY[0] not in names:
            headers.append(_POLICY)
        headers.extend(self.cors.headers(template, method, scope["headers"]))
        return [*headers, *_SECURITY, (b"x-request-id", request_id.encode())]


def _limits(state: QuotaState) -> list[tuple[bytes, bytes]]:
    """What a caller may still ask (RateLimit header fields, draft 11)."""
    policy = state.policy
    return [
        (b"ratelimit-policy", f'"{policy.name}";q={policy.quota};w={policy.window_seconds}'.encode()),
        (b"ratelimit", f'"{policy.name}";r={state.remaining};t={state.reset_seconds}'.encode()),
    ]


def _request_id(scope: Scope) -> str:
    # A caller's own id is taken over if it cannot garble a log and holds no key; anything else is replaced
    # without a word.
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if _SANE_ID.fullmatch(given) and redact_keys(given) == given else token_hex(16)
