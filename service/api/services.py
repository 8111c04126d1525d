"""What the HTTP face is given to work with, and how a handler reaches it.

Imports the use cases and their ports. The composition root fills this in; nothing here makes anything.
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
    """Whoever watches the service run. Nothing that it is told identifies a person or an organisation."""

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        """Note an answered request; ``route`` is the template of its path, or ``unmatched``."""

    def crash(self, error: BaseException, request_id: str) -> None:
        """Note an unexpected error."""

    def assessed(self, kind: str, assessment: Assessment | StoredAssessment) -> None:
        """Note an assessment; ``kind`` says what became of it, such as ``preview``."""


class Services(Struct, frozen=True):
    """The use cases, the key store, the observer, and the writer of metrics in Prometheus' text format.

    ``probe`` returns if something could be stored, and raises ``Unavailable`` if not. ``close`` lets go of
    what was opened; it is called once, when the last request was answered.
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
