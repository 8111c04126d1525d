"""``palier serve``: serves the application until it is stopped. Imports the composition root."""

import asyncio
import resource
import signal
import socket
import sys
from typing import Never

import uvicorn

from service.api.wire.protocol import BoundedProtocol
from service.app import build
from service.cli.invocation import Invocation
from service.errors import InvalidSetting
from service.settings import Settings
from service.workers.schedule import Schedule

# Supervisors commonly kill a service ten seconds after they told it to stop.
_GRACE_SECONDS = 8
_PARTING_SECONDS = 1.0
_BACKLOG = 2048
# Longer than proxies and clients keep an idle connection. If the server closed first, it would lose a request
# that is on its way just then.
_IDLE_SECONDS = 75


def serve(call: Invocation) -> int:
    """Serve on the address of the settings; returns 0 once stopped by SIGTERM or SIGINT and drained."""
    # Once drained, uvicorn raises the signal again for the handler that was there before. The default one
    # would end the process with -15; this one ends it with 0, before and after serving alike.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _exit)
    settings = call.settings
    server = _server(settings)
    _raise_open_files_limit()
    listener = _listen(settings)
    _greet(call)
    schedule = Schedule(settings.norm_days) if settings.norm_days else None
    try:
        server.run(sockets=[listener])
    finally:
        if schedule is not None:
            schedule.stop()
    return 0


def _server(settings: Settings) -> "_DrainingServer":
    return _DrainingServer(
        uvicorn.Config(
            build(settings),
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http=BoundedProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            timeout_keep_alive=_IDLE_SECONDS,
        )
    )


def _greet(call: Invocation) -> None:
    """Say where the service is; on a terminal, also a link that holds the local key."""
    settings, words = call.settings, call.words.results
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{settings.port}"
    print(words.listening.format(address=address), file=sys.stderr)
    if sys.stderr.isatty():
        # Only a person may see the key: a log must never hold one. A fragment is not sent to any server.
        key = (settings.data_dir / "local.key").read_text(encoding="ascii").strip()
        print(words.local_key.format(address=address, key=key), file=sys.stderr)


class _DrainingServer(uvicorn.Server):
    """A server that keeps accepting for a second after it was told to stop.

    Requests that were sent before may still wait in the kernel; closing now would reset their connections.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept for a second more, then stop accepting and finish the requests that have begun."""
        await asyncio.sleep(_PARTING_SECONDS)
        await super().shutdown(sockets)


def _raise_open_files_limit() -> None:
    """Allow as many open files as the system permits: idle connections use up a low default."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _listen(settings: Settings) -> socket.socket:
    """Open the listening socket; raises ``InvalidSetting`` where that cannot be done."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
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
