"""What is counted and what is logged, and what never is."""

import io
import json
from datetime import UTC, datetime

from service.telemetry.logs import Log
from service.telemetry.metrics import Metrics
from service.telemetry.observer import TelemetryObserver
from tests.engine.support import answer, cases, profile_of
from tests.fakes.lines import WrittenLines


def frozen() -> datetime:
    return datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)


def test_a_request_is_one_line_of_json() -> None:
    stream = io.StringIO()
    Log(WrittenLines(stream), frozen).request("GET", "/v1/methodologies/{version}", 200, 0.00123, "abc")
    assert json.loads(stream.getvalue()) == {
        "time": "2026-11-22T10:00:00.123+00:00",
        "event": "request",
        "method": "GET",
        "route": "/v1/methodologies/{version}",
        "status": 200,
        "duration_ms": 1.23,
        "request_id": "abc",
    }
    assert stream.getvalue().count("\n") == 1


def test_a_crash_tells_where_but_not_what_was_sent() -> None:
    stream = io.StringIO()
    try:
        raise ValueError("someone@example.org")
    except ValueError as error:
        Log(WrittenLines(stream), frozen).crash(error, "abc")
    line = json.loads(stream.getvalue())
    assert line["error"] == "ValueError"
    assert "test_telemetry.py" in line["where"][-1]
    assert "someone" not in stream.getvalue()


def test_requests_are_counted_by_route_and_timed() -> None:
    metrics = Metrics()
    watch = TelemetryObserver(metrics, Log(WrittenLines(io.StringIO()), frozen))
    for _ in range(3):
        watch.request("GET", "/livez", 200, 0.002, "abc")
    text = metrics.exposition().decode()
    assert 'palier_http_requests_total{method="GET",route="/livez",status="200"} 3.0' in text
    assert 'palier_http_request_duration_seconds_bucket{le="0.0025",method="GET",route="/livez"} 3.0' in text
    assert "process_resident_memory_bytes" in text


def test_two_sets_of_metrics_share_nothing() -> None:
    one, other = Metrics(), Metrics()
    one.request("GET", "/livez", 200, 0.002)
    assert b"livez" not in other.exposition()


def test_a_level_is_counted_where_it_is_known_and_as_provisional_where_it_is_not() -> None:
    metrics = Metrics()
    for slug in ("readme-seaside-hotel", "seven-of-eight", "one-artefact"):
        metrics.assessed("preview", answer(profile_of(cases("organisations")[slug])))
    counted = [
        line for line in metrics.exposition().decode().splitlines() if "palier_assessments_total{" in line
    ]
    levels = {line.split('maturity_level="')[1].split('"')[0] for line in counted}
    assert levels == {"emergent", "provisional", "none"}
