"""Assembles the HTTP layer: routes, error handling, contract and envelope around the services it is given.

Imports every part of this layer and none of its siblings.
"""

from litestar import Litestar
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, Scope

from service.api.contract.document import Contract, write_contract
from service.api.examples import run_examples
from service.api.operations import (
    account,
    assessments,
    benchmarks,
    docs,
    exports,
    front_door,
    health,
    methodologies,
    pictures,
    statistics,
    stored,
)
from service.api.problems.kinds import with_head
from service.api.problems.responses import kind_of, problem_response
from service.api.services import Services
from service.api.turns import InTurn
from service.api.wire.body import MOST_BYTES, StrictRequest
from service.api.wire.context import context_of
from service.api.wire.cors import Cors, Readers
from service.api.wire.envelope import ResponseEnvelope
from service.api.wire.guards import check_caller
from service.api.wire.operation import OperationSpec, spec_or_none
from service.errors import Unavailable

# The contract lists operations in the order of these modules, and of the HANDLERS in each.
_MODULES = (
    assessments,
    stored,
    pictures,
    benchmarks,
    statistics,
    exports,
    account,
    methodologies,
    health,
    docs,
    front_door,
)
_HANDLERS: tuple[HTTPRouteHandler, ...] = tuple(handler for module in _MODULES for handler in module.HANDLERS)


def create_app(services: Services) -> ASGIApp:
    """Return the ASGI application that uses these services."""
    app = _framework(services)
    return ResponseEnvelope(InTurn(app, services), _allow(app), Cors(_readers(app)), services.observer)


def contract_text(services: Services) -> str:
    """Return the contract of that application, as YAML."""
    contract: Contract = _framework(services).state["contract"]
    return contract.yaml.content.decode()


def _framework(services: Services) -> Litestar:
    async def report_failure(error: Exception, scope: Scope) -> None:
        if isinstance(error, Unavailable):
            services.observer.unavailable(error, context_of(scope).request_id)
        elif kind_of(error).status >= 500:
            services.observer.crash(error, context_of(scope).request_id)

    state = {
        "services": services,
        "pages": docs.read_pages(),
        "problem_pages": front_door.read_problem_pages(),
        "signpost": front_door.make_signpost(services.base_url),
        "exposition": health.Exposition(services.metrics),
        # Made when first asked for, by path, query and language.
        "documents": {},
        "contract": write_contract(_HANDLERS, run_examples(services), services.base_url or "/"),
    }
    return Litestar(
        route_handlers=_HANDLERS,
        state=State(state, deep_copy=False),
        request_class=StrictRequest,
        request_max_body_size=MOST_BYTES,
        before_request=check_caller,
        exception_handlers={Exception: problem_response},
        after_exception=[report_failure],
        on_shutdown=[services.close],
        openapi_config=None,
        logging_config=None,
    )


def _allow(app: Litestar) -> dict[str, str]:
    """The value of ``Allow`` by path template."""
    return {route.path_format: with_head(list(route.methods)) for route in _routes(app)}


def _readers(app: Litestar) -> dict[tuple[str, str], Readers]:
    """Which pages of other origins may read which operation, by path template and method."""
    readers: dict[tuple[str, str], Readers] = {}
    for route in _routes(app):
        for handler in route.route_handlers:
            spec = spec_or_none(handler)
            if spec is not None and (pages := _pages(spec)):
                (method,) = handler.http_methods
                readers[route.path_format, str(method)] = pages
    return readers


def _pages(spec: OperationSpec) -> Readers | None:
    if spec.limit is None:
        # Only monitors call it.
        return None
    if "visitors" in spec.traits:
        return "visitors"
    return "anyone" if spec.scope is None else None


def _routes(app: Litestar) -> list[HTTPRoute]:
    return [route for route in app.routes if isinstance(route, HTTPRoute)]
