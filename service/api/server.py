"""Puts the HTTP face together: routes, error table, contract and wrapper around services that it is given.

Imports every part of this layer and none of its siblings.
"""

from typing import Any

from litestar import Litestar
from litestar.datastructures import State
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
    health,
    methodologies,
    pictures,
    statistics,
    stored,
)
from service.api.problems.table import answer_error, kind_of, with_head
from service.api.services import Services
from service.api.wire.body import MOST_BYTES, StrictRequest
from service.api.wire.cors import Cors, Readers
from service.api.wire.envelope import ResponseEnvelope
from service.api.wire.guards import check_caller
from service.api.wire.operation import OperationSpec

_HANDLERS = [
    assessments.preview_assessment,
    assessments.create_assessment,
    assessments.list_assessments,
    assessments.erase_organisation,
    stored.get_assessment,
    stored.erase_assessment,
    stored.get_trace,
    stored.replay_assessment,
    benchmarks.get_standing,
    pictures.get_radar,
    pictures.get_badge,
    benchmarks.get_benchmark,
    statistics.get_stats,
    exports.export_assessments,
    account.get_me,
    methodologies.get_questionnaire,
    methodologies.list_methodologies,
    methodologies.get_methodology,
    methodologies.get_rule,
    methodologies.get_source,
    health.livez,
    health.readyz,
    health.metrics,
    health.contract_yaml,
    health.contract_json,
    docs.docs_page,
    docs.docs_style,
    docs.docs_script,
]


def create_app(services: Services) -> ASGIApp:
    """Return the ASGI application that answers with these services."""
    app = _framework(services)
    return ResponseEnvelope(
        app, _allow(app), Cors(_readers(app), services.keys.knows_origin), services.observer
    )


def contract_text(services: Services) -> str:
    """Return the contract of that application, as YAML."""
    contract: Contract = _framework(services).state["contract"]
    return contract.yaml.content.decode()


def _framework(services: Services) -> Litestar:
    async def report(error: Exception, scope: Scope) -> None:
        if kind_of(error).status >= 500:
            services.observer.crash(error, _known_id(scope))

    app = Litestar(
        route_handlers=_HANDLERS,
        state=State({"services": services, "pages": docs.read_pages()}, deep_copy=False),
        request_class=StrictRequest,
        request_max_body_size=MOST_BYTES,
        before_request=check_caller,
        exception_handlers={Exception: answer_error},
        after_exception=[report],
        on_shutdown=[services.close],
        openapi_config=None,
        logging_config=None,
    )
    order = [str(handler.operation_id) for handler in _HANDLERS]
    app.state["contract"] = write_contract(app.routes, order, run_examples(services))
    return app


def _allow(app: Litestar) -> dict[str, str]:
    return {
        route.path_format: with_head(list(route.methods))
        for route in app.routes
        if isinstance(route, HTTPRoute)
    }


def _readers(app: Litestar) -> dict[tuple[str, str], Readers]:
    """Who may read what from pages of other origins; what only monitors ask is for no page."""
    found: dict[tuple[str, str], Readers] = {}
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else ():
            call = handler.opt.get("call")
            if (
                isinstance(call, OperationSpec)
                and call.limit is not None
                and (call.visitors or call.scope is None)
            ):
                (method,) = handler.http_methods
                found[route.path_format, str(method)] = "visitors" if call.visitors else "anyone"
    return found


def _known_id(scope: Any) -> str:
    return str(scope.get("palier_request_id", ""))
