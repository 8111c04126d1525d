"""Which pages of other origins may read a response (CORS), by exact origin.

Operations without a key are open to every page. Those open to publishable keys are open to the origins of
such keys; whether this key holds for this origin is checked with the key. No page may read anything else.
Imports no use case.
"""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

Readers = Literal["anyone", "visitors"]
Headers = list[tuple[bytes, bytes]]

_REQUESTED_METHOD = b"access-control-request-method"
_ALLOW_ORIGIN = b"access-control-allow-origin"
_VARY = (b"vary", b"Origin")
_EXPOSED = (
    b"access-control-expose-headers",
    b"Content-Language, ETag, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id",
)
_PREFLIGHT: Headers = [
    (
        b"access-control-allow-headers",
        b"Accept-Language, Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Request-Id",
    ),
    (b"access-control-max-age", b"600"),
]


class Cors(Struct, frozen=True):
    """Who may read each operation's responses, by path template and method, and which origins are known."""

    readers: dict[tuple[str, str], Readers]
    knows_origin: Callable[[str], bool]

    def headers(self, template: str, method: str, request_headers: Headers) -> Headers:
        """Return the CORS headers of a response; ``method`` may be that of a preflight (``OPTIONS``)."""
        requested = dict(request_headers).get(_REQUESTED_METHOD) if method == "OPTIONS" else None
        effective = method if requested is None else requested.decode("latin-1")
        readers = self.readers.get((template, "GET" if effective == "HEAD" else effective))
        if readers is None:
            return []
        headers = [_EXPOSED]
        if requested is not None:
            headers = [(b"access-control-allow-methods", effective.encode()), *_PREFLIGHT]
        if readers == "anyone":
            return [(_ALLOW_ORIGIN, b"*"), *headers]
        origins = [value for name, value in request_headers if name == b"origin"]
        if len(origins) != 1 or not self.knows_origin(origins[0].decode("latin-1")):
            return [_VARY]
        return [(_ALLOW_ORIGIN, origins[0]), *headers, _VARY]
