"""Reports events of the service to the metrics and the log."""

from service.model.answer.assessment import Assessment
from service.model.documents.stored_assessment import StoredAssessment
from service.telemetry.logs import Log
from service.telemetry.metrics import Metrics


class TelemetryObserver:
    """Counts events in the metrics and writes them to the log. Implements the API's ``Observer`` protocol."""

    def __init__(self, metrics: Metrics, log: Log) -> None:
        self._metrics = metrics
        self._log = log

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        """Report a request that was answered, and its duration."""
        self._metrics.request(method, route, status, seconds)
        self._log.request(method, route, status, seconds, request_id)

    def crash(self, error: BaseException, request_id: str) -> None:
        """Report an unexpected error."""
        self._log.crash(error, request_id)

    def assessed(self, kind: str, assessment: Assessment | StoredAssessment) -> None:
        """Report an assessment; ``kind`` is ``preview`` or ``stored``."""
        self._metrics.assessed(kind, assessment)
