"""Prometheus metrics, in a registry of their own. No label identifies a tenant, an assessment or a caller."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from service.model.answer.assessment import Assessment
from service.model.documents.stored_assessment import StoredAssessment

_BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class _RequestSeries(NamedTuple):
    requests: Counter
    durations: Histogram


class Metrics:
    """The metrics of one process. Durations are in seconds. Implements the port ``CommitObserver``."""

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
            "Time from the head of the request to the end of the response.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._add_store_metrics()
        self._series: dict[tuple[str, str, int], _RequestSeries] = {}
        self._assessments = Counter(
            "palier_assessments",
            "Assessments computed; level is provisional while several are possible, none without evidence.",
            ("kind", "maturity_level", "sourcing_model"),
            registry=self.registry,
        )

    def _add_store_metrics(self) -> None:
        self._batches = Histogram(
            "palier_store_batch_size",
            "Write jobs committed in one transaction.",
            buckets=_BATCH_SIZES,
            registry=self.registry,
        )
        self._commits = Histogram(
            "palier_store_commit_seconds",
            "Duration of a transaction, including its commit to disk.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._failures = Counter("palier_store_failures", "Write jobs that failed.", registry=self.registry)
        self._queue = Gauge(
            "palier_store_queue_depth",
            "Write jobs waiting for their transaction.",
            registry=self.registry,
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request and observe its duration."""
        series = self._series_of(method, route, status)
        series.requests.inc()
        series.durations.observe(seconds)

    def assessed(self, kind: str, assessment: Assessment | StoredAssessment) -> None:
        """Count an assessment by kind (``preview``, ``stored``), level and recommended model."""
        maturity = assessment.maturity
        level = "provisional" if maturity.status == "provisional" else maturity.level or "none"
        self._assessments.labels(kind, level, assessment.sourcing.model or "none").inc()

    def committed(self, jobs: int, failed: int, seconds: float) -> None:
        """Observe a committed batch: how many jobs it had, how many of them failed, and how long it took."""
        self._batches.observe(jobs)
        self._commits.observe(seconds)
        self._failures.inc(failed)

    def watch_queue(self, depth: Callable[[], int]) -> None:
        """Read the length of the write queue from ``depth`` whenever the metrics are scraped."""
        self._queue.set_function(depth)

    def watch_log(self, dropped: Callable[[], int]) -> None:
        """Read the number of log lines dropped so far from ``dropped`` whenever the metrics are scraped."""
        self.registry.register(_DroppedLines(dropped))

    def _series_of(self, method: str, route: str, status: int) -> _RequestSeries:
        # Cached: at each look-up, the library converts every label to text and takes a lock.
        key = (method, route, status)
        if key not in self._series:
            self._series[key] = _RequestSeries(
                self._requests.labels(method, route, status),
                self._durations.labels(method, route),
            )
        return self._series[key]

    def exposition(self) -> bytes:
        """Return all metrics in the Prometheus text format."""
        return generate_latest(self.registry)


class _DroppedLines(Collector):
    """The counter of dropped log lines, which the log itself keeps."""

    def __init__(self, dropped: Callable[[], int]) -> None:
        self._dropped = dropped

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Yield the counter."""
        yield CounterMetricFamily(
            "palier_log_lines_dropped",
            "Log lines that could not be written.",
            value=self._dropped(),
        )
