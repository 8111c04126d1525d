"""The one wrapper around the framework: HEAD, OPTIONS, request ids, security headers, and observation.

It is outermost because middleware of the framework sees neither 404 nor 405 nor OPTIONS. Imports no use case.
"""

import re
from secrets import token_hex
from time import perf_counter
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from service.api.services import Observer
from service.api.wire.context import RequestContext, attach
from service.api.wire.cors import Cors
from service.application.access.key_format import redact_keys
from service.application.access.rate_limits import QuotaState

_REQUEST_ID = re.compile(rb"[0-9A-Za-z._-]{8,128}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)


class ResponseEnvelope:
    """An ASGI application around another one. ``allow`` is the value of ``Allow`` by path template."""

    def __init__(self, app: ASGIApp, allow: dict[str, str], cors: Cors, observer: Observer) -> None:
        self.app = app
        self.allow = allow
        self.cors = cors
        self.observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add to its response the headers that every response has."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        started, method = perf_counter(), scope["method"]
        is_head = method == "HEAD"
        context = RequestContext(request_id=_request_id(scope), is_head=is_head)
        inner: Any = {**scope, "method": "GET" if is_head else method}
        attach(context, inner)
        status = 500

        async def outgoing(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                template = inner.get("path_template", "")
                message["headers"] = [
                    *self._headers(list(message["headers"]), method, template, context),
                    *self.cors.headers(template, method, inner["headers"], context.origins),
                    *_SECURITY,
                    (b"x-request-id", context.request_id.encode()),
                ]
            elif is_head and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        try:
            await self.app(inner, receive, outgoing)
        finally:
            route = inner.get("path_template", "unmatched")
            known_method = method if method in _METHODS else "OTHER"
            seconds = perf_counter() - started
            self.observer.request(known_method, route, status, seconds, context.request_id)

    def _headers(
        self, headers: list[tuple[bytes, bytes]], method: str, template: str, context: RequestContext
    ) -> list[tuple[bytes, bytes]]:
        """The application's headers with ``Allow``, the quota and the content policy."""
        if method == "OPTIONS" and template in self.allow:
            allow = self.allow[template].encode()
            headers = [(name, allow if name == b"allow" else value) for name, value in headers]
        names = {name for name, _ in headers}
        if context.quota is not None:
            headers.extend(_quota_headers(context.quota))
        if _POLICY[0] not in names:
            headers.append(_POLICY)
        return headers


def _quota_headers(state: QuotaState) -> list[tuple[bytes, bytes]]:
    """The quota and what is left of it (RateLimit header fields, draft 11)."""
    policy = state.policy
    return [
        (b"ratelimit-policy", f'"{policy.name}";q={policy.quota};w={policy.window_seconds}'.encode()),
        (b"ratelimit", f'"{policy.name}";r={state.remaining};t={state.reset_seconds}'.encode()),
    ]


def _request_id(scope: Scope) -> str:
    """The caller's own id, unless it could garble a log or holds a key; else a random one."""
    sent = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return sent.decode() if _REQUEST_ID.fullmatch(sent) and redact_keys(sent) == sent else token_hex(16)
