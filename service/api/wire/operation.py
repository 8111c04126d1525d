"""What the contract says of an operation beyond what its route handler holds already.

One ``OperationSpec`` stands beside each handler, so that the contract is written where the behaviour is.
Imports of the use cases only what a scope is.
"""

from typing import Any, Literal

from litestar.handlers import BaseRouteHandler
from msgspec import Struct

from service.api.wire.queries import NoQuery
from service.application.ports.key_store import Scope

Limit = Literal["requests", "previews"]


class OperationSpec(Struct, frozen=True):
    """How an operation is asked and how it answers.

    ``scope`` is the one that a key needs, "any" where any key will do, or None for a public operation: each
    must say. ``signed`` ones also take a signed link instead of a key. ``answers`` is the Struct of the
    answer, or None for what only ``media_type`` describes; ``tables`` are the media types of the
    same answer as a table, where it may be asked for so. ``query`` holds the parameters. ``localised``
    answers vary by ``Accept-Language``, ``tagged`` ones have an ``ETag``. ``may_miss`` ones can be 404.
    ``stored`` ones ask the store, which may be unavailable. ``retried`` ones take an ``Idempotency-Key``.
    ``empty`` ones answer 204; ``exported`` ones say where the next export goes on. ``visitors`` of web pages
    may ask those, with a publishable key.
    ``limit`` names the policy that bounds how often each caller may ask, or is None for what monitors ask.
    """

    scope: Scope | Literal["any"] | None
    summary_fr: str
    description_fr: str
    answers: type[Struct] | None = None
    media_type: str = "application/json"
    tables: tuple[str, ...] = ()
    query: type[Struct] = NoQuery
    localised: bool = False
    may_miss: bool = False
    signed: bool = False
    tagged: bool = False
    stored: bool = False
    retried: bool = False
    visitors: bool = False
    empty: bool = False
    exported: bool = False
    limit: Limit | None = "requests"

    def opt(self) -> dict[str, Any]:
        """Return what to give to a handler's ``opt``."""
        return {"call": self}


def spec_of(handler: BaseRouteHandler) -> OperationSpec:
    """Return the ``OperationSpec`` that a handler was declared with."""
    call = handler.opt["call"]
    assert isinstance(call, OperationSpec)
    return call
