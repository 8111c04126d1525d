"""Reports events of the service to the metrics and the log. Reporting never fails a request."""

from contextlib import suppress

from service.errors import Unavailable
from service.model.answer.assessment import Assessment
from service.model.documents.stored_assessment import StoredAssessment
from service.telemetry.logs import Log
from service.telemetry.metrics import Metrics


class TelemetryObserver:
    """Counts events in the metrics and writes them to the log. Implements the API's ``Observer`` protocol.

    Nothing here raises or waits: an answer counts more than its line.
    """

    def __init__(self, metrics: Metrics, log: Log) -> None:
        self._metrics = metrics
        self._log = log
        self._has_met_proxy = False

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        """Report a request that was answered, and its duration."""
        with suppress(Exception):
            self._metrics.request(method, route, status, seconds)
        with suppress(Exception):
            self._log.request(method, route, status, seconds, request_id)

    def crash(self, error: BaseException, request_id: str) -> None:
        """Report an unexpected error."""
        with suppress(Exception):
            self._log.crash(error, request_id)

    def unavailable(self, error: Unavailable, request_id: str) -> None:
        """Report that the store could not answer."""
        with suppress(Exception):
            self._log.unavailable(error.code, error, request_id)

    def assessed(self, kind: str, assessment: Assessment | StoredAssessment) -> None:
        """Report an assessment; ``kind`` is ``preview`` or ``stored``."""
        with suppress(Exception):
            self._metrics.assessed(kind, assessment)

    def untrusted_proxy(self, peer: str) -> None:
        """Report, once, that a proxy forwards for clients and is not trusted: all of them look like one."""
        if not self._has_met_proxy:
            self._has_met_proxy = True
            with suppress(Exception):
                self._log.untrusted_proxy(peer)
