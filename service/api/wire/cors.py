"""Which pages of other origins may read a response (CORS), by exact origin.

Operations without a key are open to every page. An operation for visitors is open to the origins of the key
that the request bears. A preflight bears none, so all of them are answered alike: an answer by origin would
tell anybody who is a customer. No page may read anything else. Imports no use case.
"""

from typing import Literal

from msgspec import Struct

Readers = Literal["anyone", "visitors"]
Headers = list[tuple[bytes, bytes]]

_REQUESTED_METHOD = b"access-control-request-method"
_ALLOW_ORIGIN = b"access-control-allow-origin"
_ANYONE = (_ALLOW_ORIGIN, b"*")
_VARY = (b"vary", b"Origin")
_EXPOSED = (
    b"access-control-expose-headers",
    b"Content-Language, ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After,"
    b" WWW-Authenticate, X-Request-Id",
)
_PREFLIGHT: Headers = [
    (
        b"access-control-allow-headers",
        b"Accept-Language, Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Request-Id",
    ),
    (b"access-control-max-age", b"600"),
]


class Cors(Struct, frozen=True):
    """Who may read the responses of each operation, by path template and method."""

    readers: dict[tuple[str, str], Readers]

    def headers(
        self, template: str, method: str, request_headers: Headers, origins: frozenset[str] | None
    ) -> Headers:
        """Return the CORS headers of a response; ``method`` may be that of a preflight (``OPTIONS``).

        ``origins`` are those of the request's key; None without a valid key.
        """
        requested = dict(request_headers).get(_REQUESTED_METHOD) if method == "OPTIONS" else None
        effective = method if requested is None else requested.decode("latin-1")
        readers = self.readers.get((template, "GET" if effective == "HEAD" else effective))
        if readers is None:
            return []
        if requested is not None:
            return [_ANYONE, (b"access-control-allow-methods", effective.encode()), *_PREFLIGHT]
        if readers == "anyone":
            return [_ANYONE, _EXPOSED]
        if origins is None:
            # The key is missing, mistyped or revoked: whoever writes the page may read that.
            return [_ANYONE, _EXPOSED, _VARY]
        sent = [value for name, value in request_headers if name == b"origin"]
        if len(sent) != 1 or sent[0].decode("latin-1") not in origins:
            return [_VARY]
        return [(_ALLOW_ORIGIN, sent[0]), _EXPOSED, _VARY]
