"""Which pages of other origins may read an answer (CORS), by exact origin.

What needs no key is for every page. What a publishable key opens is for the origins of such keys; whether
this key holds for this origin is checked with the key. Everything else is for no page. Imports no use case.
"""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

Readers = Literal["anyone", "visitors"]
Headers = list[tuple[bytes, bytes]]

_ASKED_METHOD = b"access-control-request-method"
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
    """Who may read each operation's answers, by path template and method, and which origins are known."""

    readers: dict[tuple[str, str], Readers]
    knows_origin: Callable[[str], bool]

    def headers(self, template: str, method: str, sent: Headers) -> Headers:
        """Return what an answer says to browsers; ``method`` may be that of a preflight."""
        asked = dict(sent).get(_ASKED_METHOD) if method == "OPTIONS" else None
        wanted = method if asked is None else asked.decode("latin-1")
        readers = self.readers.get((template, "GET" if wanted == "HEAD" else wanted))
        if readers is None:
            return []
        more = [_EXPOSED]
        if asked is not None:
            more = [(b"access-control-allow-methods", wanted.encode()), *_PREFLIGHT]
        if readers == "anyone":
            return [(_ALLOW_ORIGIN, b"*"), *more]
        origins = [value for name, value in sent if name == b"origin"]
        if len(origins) != 1 or not self.knows_origin(origins[0].decode("latin-1")):
            return [_VARY]
        return [(_ALLOW_ORIGIN, origins[0]), *more, _VARY]
