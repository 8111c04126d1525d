"""Everything that watches the service, as one object: counts in the metrics, writes to the log.

Imports its own layer and the model.
"""

from service.model.answer.assessment import Assessment
from service.model.documents.stored_assessment import StoredAssessment
from service.telemetry.logs import Log
from service.telemetry.metrics import Metrics


class TelemetryObserver:
    """Tells metrics and log what happened. Its shape is the one that the HTTP face asks for."""

    def __init__(self, metrics: Metrics, log: Log) -> None:
        self._metrics = metrics
        self._log = log

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        """Note an answered request."""
        self._metrics.request(method, route, status, seconds)
        self._log.request(method, route, status, seconds, request_id)

    def crash(self, error: BaseException, request_id: str) -> None:
        """Note an unexpected error."""
        self._log.crash(error, request_id)

    def assessed(self, kind: str, assessment: Assessment | StoredAssessment) -> None:
        """Note an assessment."""
        self._metrics.assessed(kind, assessment)
