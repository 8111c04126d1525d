"""The use cases and adapters that the HTTP layer works with, and how a handler reaches them.

Imports the use cases and their ports. The composition root constructs all of them.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from litestar.connection import ASGIConnection
from msgspec import Struct

from service.application.access.addresses import Network
from service.application.access.rate_limits import Limiter
from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.assessments import Assessments
from service.application.assessments.links import LinkSigner
from service.application.exports.exports import Exports
from service.application.methodology.handbook import MethodologyReader
from service.application.norms.benchmarks import Benchmarks
from service.application.ports.key_store import KeyStore
from service.application.statistics.statistics import Statistics
from service.model.answer.assessment import Assessment
from service.model.documents.stored_assessment import StoredAssessment


class Observer(Protocol):
    """Records metrics and logs. No argument identifies a person or an organisation."""

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        """Record a request and its response; ``route`` is the template of its path, or ``unmatched``."""

    def crash(self, error: BaseException, request_id: str) -> None:
        """Record an unexpected error."""

    def assessed(self, kind: str, assessment: Assessment | StoredAssessment) -> None:
        """Record an assessment; ``kind`` is ``preview`` or ``stored``."""


class Services(Struct, frozen=True, kw_only=True):
    """The use cases, the ports that the HTTP layer uses itself, and hooks of the composition root.

    ``trusted_proxies`` are the networks whose ``X-Forwarded-For`` counts. ``metrics`` returns Prometheus'
    text format. ``probe`` returns if the store can store, and raises ``Unavailable`` if not. ``close``
    releases connections and files; it is called once, after the last response.
    """

    engine: AssessmentEngine
    assessments: Assessments
    benchmarks: Benchmarks
    statistics: Statistics
    exports: Exports
    handbook: MethodologyReader
    links: LinkSigner
    keys: KeyStore
    limiter: Limiter
    trusted_proxies: tuple[Network, ...]
    observer: Observer
    metrics: Callable[[], bytes]
    probe: Callable[[], Awaitable[None]]
    close: Callable[[], None]


def services_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Services:
    """Return the services of the application that answers this request."""
    services = connection.app.state["services"]
    assert isinstance(services, Services)
    return services
