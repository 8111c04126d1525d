"""The log never stops the service: lines are written beside it, and what cannot be written is dropped."""

import json
import logging
import os
import select
import threading
import warnings
from collections.abc import Iterator
from io import StringIO
from typing import Any, NoReturn

import pytest

from service.errors import Unavailable
from service.telemetry.capture import LogHandler, capture
from service.telemetry.lines import LineWriter
from service.telemetry.logs import Log, describe_loss
from service.telemetry.metrics import Metrics
from service.telemetry.observer import TelemetryObserver
from tests.fakes.lines import WrittenLines
from tests.support.waiting import PATIENCE, is_soon


class Pipe:
    """A pipe of the smallest size, whose reader reads when it is told to."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()

    def read(self, until: bytes) -> list[dict[str, Any]]:
        """The lines up to one that holds this."""
        received = b""
        while until not in received or not received.endswith(b"\n"):
            assert select.select([self.reader], [], [], PATIENCE)[0], received[-500:]
            received += os.read(self.reader, 2**20)
        return [json.loads(line) for line in received.splitlines() if line]

    def close(self) -> None:
        for descriptor in (self.reader, self.writer):
            try:
                os.close(descriptor)
            except OSError:
                continue


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.close()


def writer_to(descriptor: int, most: int = 100) -> LineWriter:
    return LineWriter(descriptor, describe_loss, most)


def test_lines_come_in_their_order_and_the_last_before_the_end(pipe: Pipe) -> None:
    with writer_to(pipe.writer, 10_000) as lines:
        for number in range(1000):
            lines.put(json.dumps({"number": number}))
    assert [line["number"] for line in pipe.read(b'"number": 999}')] == list(range(1000))
    assert lines.dropped() == 0


def test_a_pipe_that_nobody_reads_stops_nobody_and_the_loss_is_told_once_it_is_read(pipe: Pipe) -> None:
    lines = writer_to(pipe.writer)
    for _ in range(5000):
        lines.put(json.dumps({"event": "request", "padding": "x" * 200}))
    assert lines.dropped() >= 5000 - 100 - 65_536 // 200 - 1024
    received: list[dict[str, Any]] = []
    while accounted_for(received) < 5000:
        received += pipe.read(b"\n")
    assert accounted_for(received) == 5000
    assert sum(line["event"] == "request" for line in received) == 5000 - lines.dropped()
    lines.put(json.dumps({"event": "after"}))
    assert pipe.read(b"\n") == [{"event": "after"}]
    lines.close()


def accounted_for(received: list[dict[str, Any]]) -> int:
    """How many lines came, or are told to be lost."""
    return sum(line.get("lines", 1) for line in received)


def test_a_reader_that_left_stops_nobody(pipe: Pipe) -> None:
    os.close(pipe.reader)
    with writer_to(pipe.writer) as lines:
        for _ in range(10):
            lines.put("{}")
        assert is_soon(lambda: lines.dropped() == 10)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="There is no full device here.")
def test_a_full_disk_stops_nobody() -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    with writer_to(descriptor) as lines:
        lines.put("{}")
        assert is_soon(lambda: lines.dropped() == 1)
    os.close(descriptor)
    lines.put("{}")
    assert lines.dropped() == 2


def test_a_pipe_that_another_program_made_non_blocking_is_waited_for(pipe: Pipe) -> None:
    os.set_blocking(pipe.writer, False)
    with writer_to(pipe.writer, 10_000) as lines:
        for number in range(2000):
            lines.put(json.dumps({"number": number, "padding": "x" * 100}))
        assert [line["number"] for line in pipe.read(b'"number": 1999,')] == list(range(2000))
    assert lines.dropped() == 0


def test_the_end_waits_for_a_stuck_line_only_for_a_moment(pipe: Pipe) -> None:
    lines = writer_to(pipe.writer)
    lines.put("x" * 200_000)
    lines.close(0.01)
    lines.put("late")
    assert lines.dropped() == 1


def test_the_dropped_lines_are_a_metric() -> None:
    metrics = Metrics()
    metrics.watch_log(lambda: 7)
    assert "palier_log_lines_dropped_total 7.0" in metrics.exposition().decode()


class _Defective:
    """A part of the telemetry in which everything fails."""

    def __getattr__(self, name: str) -> Any:
        def fail(*_: object) -> NoReturn:
            raise OSError(28, f"{name}: no space left on device")

        return fail


def test_observing_never_fails_a_request() -> None:
    defective: Any = _Defective()
    observer = TelemetryObserver(defective, defective)
    observer.request("GET", "/livez", 200, 0.1, "abc")
    observer.crash(ValueError(), "abc")
    observer.unavailable(Unavailable("writer_full"), "abc")
    observer.assessed("preview", defective)
    observer.untrusted_proxy("10.0.0.1")


def logged(stream: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_expected_failure_is_one_line_without_frames() -> None:
    stream = StringIO()
    failed = Unavailable("commit_failed", reason="OperationalError")
    failed.__cause__ = ConnectionError("password=hunter2")
    TelemetryObserver(Metrics(), Log(WrittenLines(stream))).unavailable(failed, "abc")
    (line,) = logged(stream)
    assert (line["event"], line["code"], line["request_id"]) == ("unavailable", "commit_failed", "abc")
    assert line["causes"] == ["ConnectionError"]
    assert "where" not in line
    assert "hunter2" not in stream.getvalue()


def test_a_proxy_that_is_not_trusted_is_told_once_and_no_public_address_is() -> None:
    for peer, shown in (("172.18.0.1", True), ("::1", True), ("93.184.216.34", False)):
        stream = StringIO()
        observer = TelemetryObserver(Metrics(), Log(WrittenLines(stream)))
        for _ in range(3):
            observer.untrusted_proxy(peer)
        (line,) = logged(stream)
        assert (line["event"], line["setting"]) == ("untrusted_proxy", "PALIER_TRUSTED_PROXIES")
        assert (peer in stream.getvalue()) is shown


def test_what_libraries_say_is_a_line_without_the_values_in_it() -> None:
    stream = StringIO()
    handler = LogHandler(Log(WrittenLines(stream)))
    record = logging.makeLogRecord(
        {"name": "asyncio", "msg": "Task failed: %s\nfuture: someone@example.org", "args": ("someone",)}
    )
    handler.handle(record)
    try:
        raise ValueError("someone@example.org")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    handler.handle(record)
    plain, failed = logged(stream)
    assert (plain["event"], plain["logger"], plain["message"]) == ("library", "asyncio", "Task failed: %s")
    assert (failed["error"], "test_log_lines.py" in failed["where"][-1]) == ("ValueError", True)
    assert "someone" not in stream.getvalue()


def test_libraries_warnings_and_threads_write_to_the_log_and_not_by_themselves(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Another test may have captured them, and pytest has ended that without telling.
    logging.captureWarnings(False)
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("sys.unraisablehook", None)
    stream = StringIO()
    capture(Log(WrittenLines(stream)))

    def fail() -> None:
        raise ValueError("someone@example.org")

    try:
        logging.getLogger("uvicorn.error").error("Cancel %s running task(s)", 3)
        warnings.showwarning("it is old", DeprecationWarning, "a.py", 1)
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    finally:
        logging.captureWarnings(False)
    library, warning, crash = logged(stream)
    assert library["message"] == "Cancel %s running task(s)"
    assert "DeprecationWarning: it is old" in warning["message"]
    assert (crash["event"], crash["error"]) == ("crash", "ValueError")
    assert "someone" not in stream.getvalue() + capsys.readouterr().err
