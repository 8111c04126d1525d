"""What a route handler declares beyond its path: whom it answers, what it reads and what it returns.

The contract, the guards and CORS all read this one declaration. The words of an operation are in the texts,
by its id. Imports of the use cases only what a scope is.
"""

from typing import Literal

from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from msgspec import Struct

from service.api.traits import DeclaredTrait, Trait
from service.api.wire.queries import NoQuery
from service.application.ports.key_store import Scope

Limit = Literal["requests", "previews"]


class OperationSpec(Struct, frozen=True, kw_only=True):
    """How an operation is called and what it returns; a handler holds it as ``opt={"spec": …}``.

    ``tag`` is the group that lists it, by its key in the texts. ``scope`` is the one that a key needs, "any"
    for any valid key, or None for a public operation. ``query`` holds the query parameters. ``response`` is
    the Struct of a successful body, or None where ``media_type`` alone describes it, ``summary`` that of the
    body with ``view=summary``; ``tables`` are further
    media types in which the same data can be requested. ``limit`` names the quota that a call consumes;
    None for what monitors call.
    """

    tag: str
    scope: Scope | Literal["any"] | None
    query: type[Struct] = NoQuery
    response: type[Struct] | None = None
    summary: type[Struct] | None = None
    media_type: str = "application/json"
    tables: tuple[str, ...] = ()
    limit: Limit | None = "requests"
    traits: frozenset[DeclaredTrait] = frozenset()


def spec_or_none(handler: BaseRouteHandler) -> OperationSpec | None:
    """Return the declaration of a handler; None for what is outside the contract."""
    spec: OperationSpec | None = handler.opt.get("spec")
    return spec


def spec_of(handler: BaseRouteHandler) -> OperationSpec:
    """Return the declaration of an operation of the contract."""
    spec = spec_or_none(handler)
    assert spec is not None, f"{handler} declares no OperationSpec"
    return spec


def traits_of(handler: HTTPRouteHandler) -> frozenset[Trait]:
    """Return the traits that an operation declares, and those that follow from its handler."""
    spec = spec_of(handler)
    traits: set[Trait] = set(spec.traits)
    if handler.parsed_data_field is not None:
        traits.add("body")
    if spec.scope is not None:
        traits.add("keyed")
    if spec.limit is not None:
        traits.add("limited")
    return frozenset(traits)
