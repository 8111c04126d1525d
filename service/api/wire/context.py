"""What one request carries from the envelope to its handler and back: a Struct in the ASGI scope.

Imports what a key and a quota are.
"""

from collections.abc import Mapping, MutableMapping
from typing import Any

from msgspec import Struct

from service.application.access.rate_limits import QuotaState
from service.application.ports.key_store import Key
from service.errors import TooManyRequests

_IN_SCOPE = "palier_context"


class RequestContext(Struct, kw_only=True):
    """One request: filled in by the envelope, then by the guards.

    ``key`` is the caller's, once it was let pass; None for public operations and signed links. ``origins``
    are those of a valid key, even one that is not let pass; None without a valid key. ``caller`` and
    ``visitor`` name whose quotas the request consumes: a key or an address, and a visitor of a web page.
    ``policy`` names the quota, and ``quota`` is the state of it that the response's headers report.
    ``refusal`` is set where the request did not even get its turn.
    """

    request_id: str
    is_head: bool = False
    key: Key | None = None
    origins: frozenset[str] | None = None
    caller: bytes | None = None
    visitor: bytes | None = None
    policy: str | None = None
    quota: QuotaState | None = None
    refusal: TooManyRequests | None = None


def attach(context: RequestContext, scope: MutableMapping[str, Any]) -> None:
    """Store the context in the request's scope."""
    scope[_IN_SCOPE] = context


def context_of(scope: Mapping[str, Any]) -> RequestContext:
    """Return the context that the envelope attached to this request."""
    context: RequestContext = scope[_IN_SCOPE]
    return context
