"""Prometheus collectors in a registry of their own. No label names a tenant, an id or a caller.

Imports the model only.
"""

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from service.model.answer.assessment import Assessment
from service.model.documents.stored_assessment import StoredAssessment

_BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """The collectors of one process. Durations are in seconds."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "palier_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._durations = Histogram(
            "palier_http_request_duration_seconds",
            "Time from the request's head to the end of its answer.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._add_store()
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._assessments = Counter(
            "palier_assessments",
            "Assessments made; level is none where evidence was insufficient.",
            ("kind", "level", "recommended"),
            registry=self.registry,
        )

    def _add_store(self) -> None:
        self._batches = Histogram(
            "palier_store_batch_size",
            "Requests that shared a transaction.",
            buckets=_BATCHES,
            registry=self.registry,
        )
        self._commits = Histogram(
            "palier_store_commit_seconds",
            "Time that a transaction took, its commit to the disk included.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._failures = Counter(
            "palier_store_failures", "Requests that the store could not keep.", registry=self.registry
        )
        self._queue = Gauge(
            "palier_store_queue_depth",
            "Requests that wait for their transaction.",
            registry=self.registry,
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request and its duration."""
        count, durations = self._of(method, route, status)
        count.inc()
        durations.observe(seconds)

    def assessed(self, kind: str, assessment: Assessment | StoredAssessment) -> None:
        """Count an assessment by its level and its recommended model."""
        level = assessment.maturity.level or "none"
        self._assessments.labels(kind, level, assessment.sourcing.recommended).inc()

    def committed(self, jobs: int, failed: int, seconds: float) -> None:
        """Count a batch of the store."""
        self._batches.observe(jobs)
        self._commits.observe(seconds)
        self._failures.inc(failed)

    def watch_queue(self, depth: Callable[[], int]) -> None:
        """Ask this for the number of waiting requests whenever the metrics are read."""
        self._queue.set_function(depth)

    def _of(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        # The library makes text of every label and takes a lock at each look-up; series are few, so kept.
        key = (method, route, status)
        if key not in self._series:
            self._series[key] = (
                self._requests.labels(method, route, status),
                self._durations.labels(method, route),
            )
        return self._series[key]

    def exposition(self) -> bytes:
        """Return every metric in Prometheus' text format."""
        return generate_latest(self.registry)
