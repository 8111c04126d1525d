"""``palier serve``: serves the application until it is stopped. Imports the composition root."""

import os
import resource
import signal
import socket
import sys
from importlib.metadata import version
from typing import Never
from urllib.parse import urlsplit

import uvicorn

from service.api.serving.listening import listen, local_url
from service.api.serving.protocol import BoundedProtocol
from service.api.serving.server import SIGNALS, DrainingServer
from service.app import Application, build
from service.cli.invocation import Invocation
from service.errors import InvalidSetting
from service.settings import Settings
from service.telemetry.capture import capture
from service.telemetry.lines import STANDARD_ERROR, LineWriter
from service.telemetry.logs import Log, describe_loss
from service.workers.schedule import Schedule

# Longer than any request waits for the store, so that each gets its answer.
_GRACE_SECONDS = 10
# Longer than proxies and clients keep an idle connection. If the server closed first, it would lose a request
# that is on its way just then.
_IDLE_SECONDS = 75
# Something did not end in time and was abandoned, such as a query that a frozen database does not answer.
_ABANDONED = 3


def serve(call: Invocation) -> int:
    """Serve on the address of the settings until told to stop; returns 0 once drained."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            # Before it serves there is nothing to finish.
            signal.signal(number, _exit)
    with LineWriter(STANDARD_ERROR, describe_loss) as lines:
        log = Log(lines)
        capture(log)
        settings = call.settings
        application = build(settings, log)
        server = _server(settings, application)
        _raise_open_files_limit()
        listener = _listen(settings)
        _greet(call, lines, log)
        schedule = _schedule(settings, log)
        try:
            server.run(sockets=[listener])
        finally:
            if schedule is not None:
                schedule.stop()
        # A second Ctrl-C has skipped the end of the application.
        is_closed = application.finish()
        _take_leave(call, lines, log, server.server_state.total_requests)
    if not is_closed:
        # Python would wait for the threads that hang.
        os._exit(_ABANDONED)
    return 0


def _server(settings: Settings, application: Application) -> DrainingServer:
    config = uvicorn.Config(
        application.app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=_protocol(settings),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=_IDLE_SECONDS,
    )
    return DrainingServer(config, settings.drain_seconds, application.readiness.part)


def _schedule(settings: Settings, log: Log) -> Schedule | None:
    def say(line: str) -> None:
        log.event("publication", message=line)

    return Schedule(settings.norm_days, say=say) if settings.norm_days else None


def _protocol(settings: Settings) -> type[BoundedProtocol]:
    class Protocol(BoundedProtocol):
        base_path = urlsplit(settings.public_url or "").path

    return Protocol


def _greet(call: Invocation, lines: LineWriter, log: Log) -> None:
    """Say where the service is: in a terminal with a link that holds the local key, else in the log."""
    settings, words = call.settings, call.words.results
    address = local_url(settings.host, settings.port)
    if not sys.stderr.isatty():
        log.event("start", address=address, version=version("palier"), process=os.getpid())
        return
    lines.put(call.fill(words.listening, address=address))
    # Only a person may see the key: a log must never hold one. A fragment is not sent to any server.
    key = (settings.data_dir / "local.key").read_text(encoding="ascii").strip()
    lines.put(call.fill(words.local_key, address=address, key=key))


def _take_leave(call: Invocation, lines: LineWriter, log: Log, requests: int) -> None:
    if sys.stderr.isatty():
        lines.put(call.fill(call.words.results.stopped, requests=requests))
    else:
        log.event("stop", requests=requests, process=os.getpid())


def _raise_open_files_limit() -> None:
    """Allow as many open files as the system permits: idle connections use up a low default."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _listen(settings: Settings) -> socket.socket:
    """Open the listening socket; raises ``InvalidSetting`` where that cannot be done."""
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        raise InvalidSetting(
            "PALIER_PORT",
            "port_unavailable",
            host=settings.host,
            port=settings.port,
            reason=error.strerror or error,
        ) from error


def _exit(*_: object) -> Never:
    raise SystemExit(0)
