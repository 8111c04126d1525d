"""The kinds of problem that a caller can meet, each declared once: errors, status, occurrence, headers.

A kind's words are in the texts, by its slug. Imports the error tree, the framework's errors and the traits of
operations.
"""

from collections.abc import Callable
from typing import Any, Literal

from litestar.exceptions import ClientException, MethodNotAllowedException, NotFoundException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from msgspec import Struct

from service import errors
from service.api.traits import Trait

# The argument is an error of the kind; each kind's functions declare which.
Headers = dict[str, Callable[[Any], str]]


class ProblemKind(Struct, frozen=True, kw_only=True):
    """A kind of problem: its status, and the slug that names its type and its words.

    ``errors`` are the exceptions, subclasses included, that become it. It may occur in every operation with
    one of the traits in ``occurs``, in all of them ("always") or in none that the contract lists ("never").
    ``headers`` are those that its response adds, each with the function from an error to its value.
    """

    status: int
    slug: str
    errors: tuple[type[BaseException], ...]
    occurs: frozenset[Trait] | Literal["always", "never"]
    headers: Headers = {}

    def may_occur(self, traits: frozenset[Trait]) -> bool:
        """Tell whether an operation with these traits may answer it."""
        if isinstance(self.occurs, frozenset):
            return not self.occurs.isdisjoint(traits)
        return self.occurs == "always"


def with_head(methods: list[str]) -> str:
    """Return the value of ``Allow``: these methods, and HEAD if GET is one of them."""
    return ", ".join(sorted({*methods, "HEAD"} if "GET" in methods else set(methods)))


def _retry_after(error: errors.TooManyRequests | errors.Unavailable) -> str:
    return str(error.retry_after)


def _key_challenge(error: errors.Unauthenticated) -> str:
    return 'Bearer realm="palier"' + (', error="invalid_token"' if error.invalid else "")


def _scope_challenge(error: errors.Forbidden) -> str:
    scope = f', scope="{error.scope}"' if error.scope else ""
    return f'Bearer realm="palier", error="insufficient_scope"{scope}'


def _allow(error: MethodNotAllowedException) -> str:
    return with_head((error.headers or {}).get("allow", "").split(", "))


# In the order in which the contract lists those of one status.
KINDS = (
    ProblemKind(
        status=400,
        slug="invalid-input",
        errors=(errors.InvalidInput,),
        occurs=frozenset({"body", "limited", "localised"}),
    ),
    ProblemKind(
        status=400,
        slug="bad-request",
        errors=(ClientException,),
        occurs=frozenset({"body", "limited", "localised"}),
    ),
    ProblemKind(
        status=401,
        slug="unauthenticated",
        errors=(errors.Unauthenticated,),
        occurs=frozenset({"keyed"}),
        headers={"WWW-Authenticate": _key_challenge},
    ),
    ProblemKind(
        status=403,
        slug="forbidden",
        errors=(errors.Forbidden,),
        occurs=frozenset({"keyed"}),
        headers={"WWW-Authenticate": _scope_challenge},
    ),
    ProblemKind(
        status=403,
        slug="origin-refused",
        errors=(errors.OriginRefused,),
        occurs=frozenset({"keyed"}),
    ),
    ProblemKind(
        status=403,
        slug="link-refused",
        errors=(errors.LinkRefused,),
        occurs=frozenset({"keyed"}),
    ),
    ProblemKind(
        status=404,
        slug="not-found",
        errors=(errors.NotFound, NotFoundException),
        occurs=frozenset({"not_found"}),
    ),
    ProblemKind(
        status=405,
        slug="method-not-allowed",
        errors=(MethodNotAllowedException,),
        occurs="never",
        headers={"Allow": _allow},
    ),
    ProblemKind(
        status=409,
        slug="idempotency-key-reused",
        errors=(errors.IdempotencyKeyReused,),
        occurs=frozenset({"idempotent"}),
    ),
    ProblemKind(
        status=409,
        slug="erased",
        errors=(errors.ErasedSince,),
        occurs=frozenset({"idempotent"}),
    ),
    ProblemKind(
        status=413,
        slug="body-too-large",
        errors=(RequestEntityTooLarge,),
        occurs=frozenset({"body"}),
    ),
    ProblemKind(
        status=415,
        slug="unsupported-body",
        errors=(errors.UnsupportedBody,),
        occurs=frozenset({"body"}),
    ),
    ProblemKind(
        status=429,
        slug="too-many-requests",
        errors=(errors.TooManyRequests,),
        occurs=frozenset({"limited"}),
        headers={"Retry-After": _retry_after},
    ),
    ProblemKind(
        status=500,
        slug="internal-error",
        errors=(Exception,),
        occurs="always",
    ),
    ProblemKind(
        status=503,
        slug="unavailable",
        errors=(errors.Unavailable,),
        # Whether a key is still valid is read from the store too.
        occurs=frozenset({"keyed", "stored"}),
        headers={"Retry-After": _retry_after},
    ),
)
