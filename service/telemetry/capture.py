"""Sends to the log what libraries, warnings and threads would write to standard error by themselves.

They would wait for whoever reads it, break the log's format, and quote values that may be a profile's.
"""

import logging
import sys
import threading
from contextlib import suppress

from service.telemetry.logs import Log


def capture(log: Log) -> None:
    """Redirect all of them, for as long as the process lives."""
    logging.root.handlers[:] = [LogHandler(log)]
    logging.captureWarnings(True)
    threading.excepthook = lambda failed: _crash(log, failed.exc_value)
    sys.unraisablehook = lambda failed: _crash(log, failed.exc_value)


def _crash(log: Log, error: BaseException | None) -> None:
    if error is not None:
        with suppress(Exception):
            log.crash(error)


class LogHandler(logging.Handler):
    """Hands the records of libraries to the log, without the values in their messages."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record: the first line of its message before its values are filled in."""
        first_line = str(record.msg).strip().partition("\n")[0]
        error = record.exc_info[1] if record.exc_info else None
        with suppress(Exception):
            self._log.third_party(record.name, record.levelname.lower(), first_line, error)
