"""What a route handler declares beyond its path: whom it answers, what it reads and what it returns.

The contract, the guards and CORS all read this one declaration. The words of an operation are in the texts,
by its id. Imports of the use cases only what a scope is.
"""

from typing import Literal

from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from msgspec import Struct

from service.api.traits import DeclaredTrait, Trait
from service.api.wire.parts import AnyScope, part_parameters
from service.api.wire.queries import NoQuery
from service.application.ports.key_store import Scope

Limit = Literal["requests", "previews", "public"]


class OperationSpec(Struct, frozen=True, kw_only=True):
    """How an operation is called and what it returns; a handler holds it as ``opt={"spec": …}``.

    ``tag`` is the group that lists it, by its key in the texts. ``scope`` is the one that a key needs, "any"
    for any valid key, or None for a public operation. ``query`` holds the query parameters; the parts that
    they ask for have scopes of their own (``wire/parts.py``). ``response`` is the Struct of a successful
    body, or None where ``media_type`` alone describes it, ``summary`` that of the body with ``view=summary``;
    ``tables`` are further media types in which the same data can be requested, ``page`` the Struct of the
    body with ``format=json``, where that is not the main one. ``limit`` names the quota that a call with a
    key consumes, others consume their address's; None for what monitors call.
    """

    tag: str
    scope: Scope | AnyScope | None
    query: type[Struct] = NoQuery
    response: type[Struct] | None = None
    summary: type[Struct] | None = None
    media_type: str = "application/json"
    tables: tuple[str, ...] = ()
    page: type[Struct] | None = None
    limit: Limit | None = "requests"
    traits: frozenset[DeclaredTrait] = frozenset()

    def __post_init__(self) -> None:
        """Raise ``LookupError`` if the query asks for a part without a scope."""
        part_parameters(self.query)


def spec_or_none(handler: BaseRouteHandler) -> OperationSpec | None:
    """Return the declaration of a handler; None for what is outside the contract."""
    spec: OperationSpec | None = handler.opt.get("spec")
    return spec


def spec_of(handler: BaseRouteHandler) -> OperationSpec:
    """Return the declaration of an operation of the contract."""
    spec = spec_or_none(handler)
    assert spec is not None, f"{handler} declares no OperationSpec"
    return spec


def operation_id_of(handler: BaseRouteHandler) -> str:
    """Return the id of an operation of the contract."""
    operation_id = getattr(handler, "operation_id", None)
    assert isinstance(operation_id, str), f"{handler} has no operation id"
    return operation_id


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
