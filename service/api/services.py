"""The use cases and adapters that the HTTP layer works with, and how a handler reaches them.

Imports the use cases and their ports. The composition root constructs all of them.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from msgspec import Struct

from service.application.access.addresses import Network
from service.application.access.rate_limits import Limiter
from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.assessments import Assessments
from service.application.assessments.computing import Computing
from service.application.assessments.links import LinkSigner
from service.application.exports.exports import Exports
from service.application.fairness.turns import Turns
from service.application.fairness.workers import Workers
from service.application.methodology.handbook import MethodologyReader
from service.application.norms.benchmarks import Benchmarks
from service.application.ports.key_store import KeyStore
from service.application.statistics.statistics import Statistics
from service.errors import Unavailable
from service.model.answer.assessment import Assessment
from service.model.documents.stored_assessment import StoredAssessment


class Observer(Protocol):
    """Records metrics and logs. Never raises, and never waits; nothing is kept that identifies anybody."""

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        """Record a request and its response; ``route`` is the template of its path, or ``unmatched``."""

    def crash(self, error: BaseException, request_id: str) -> None:
        """Record an unexpected error."""

    def unavailable(self, error: Unavailable, request_id: str) -> None:
        """Record that the store could not answer a request: nothing that was not expected."""

    def untrusted_proxy(self, peer: str) -> None:
        """Record that this peer, which is not trusted, forwards requests of others."""

    def assessed(self, kind: str, assessment: Assessment | StoredAssessment) -> None:
        """Record an assessment; ``kind`` is ``preview`` or ``stored``."""


class Services(Struct, frozen=True, kw_only=True):
    """The use cases, the ports that the HTTP layer uses itself, and hooks of the composition root.

    ``base_url`` is what every address that the service tells begins with: empty, or the public URL.
    ``turns`` are those of the event loop, ``workers`` the threads for what takes longer than a turn.
    ``trusted_proxies`` are the networks whose ``X-Forwarded-For`` counts. ``metrics`` returns Prometheus'
    text format. ``probe`` returns if the store can store, and raises ``Unavailable`` if not. ``close``
    releases connections and files; it is called once, after the last response.
    """

    engine: AssessmentEngine
    computing: Computing
    assessments: Assessments
    benchmarks: Benchmarks
    statistics: Statistics
    exports: Exports
    handbook: MethodologyReader
    links: LinkSigner
    keys: KeyStore
    limiter: Limiter
    turns: Turns
    workers: Workers
    trusted_proxies: tuple[Network, ...]
    observer: Observer
    metrics: Callable[[], bytes]
    probe: Callable[[], Awaitable[None]]
    close: Callable[[], None]
    base_url: str = ""

    @property
    def base_path(self) -> str:
        """The path of the base URL, with which the paths of the service begin as callers see them."""
        return urlsplit(self.base_url).path


def services_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Services:
    """Return the services of the application that answers this request."""
    services = connection.app.state["services"]
    assert isinstance(services, Services)
    return services
