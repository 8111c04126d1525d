"""Serves the application until it is told to stop. Imports the composition root and the server."""

import asyncio
import resource
import signal
import socket
import sys
from typing import Never

import uvicorn

from service.api.wire.protocol import BoundedProtocol
from service.app import build
from service.errors import InvalidSetting
from service.settings import Settings
from service.workers.schedule import Schedule

# Whoever stops services commonly kills them after ten seconds.
_GRACE_SECONDS = 8
_PARTING_SECONDS = 1.0
_BACKLOG = 2048
# Longer than proxies and clients keep an idle connection: who closes first must not be us, or a request
# that is on its way just then is lost.
_IDLE_SECONDS = 75


def serve(settings: Settings) -> int:
    """Serve on the address of the settings; return 0 once stopped by SIGTERM or SIGINT and drained."""
    # Once drained, uvicorn raises the signal again for whoever handled it before, and the default handler
    # would end the process with -15. This one ends it with 0, before and after serving alike.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    server = _Server(
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
    _allow_many_connections()
    listening = _bound(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{settings.port}"
    sys.stderr.write(f"Palier listens on {address}, documented at /docs\n")
    if sys.stderr.isatty():
        # Only where a person looks on: a log must never hold a key. A fragment is not sent to any server.
        key = (settings.data_dir / "local.key").read_text(encoding="ascii").strip()
        sys.stderr.write(f"Try it with your local key: {address}/docs#key={key}\n")
    schedule = Schedule(settings.norm_days) if settings.norm_days else None
    try:
        server.run(sockets=[listening])
    finally:
        if schedule is not None:
            schedule.end()
    return 0


class _Server(uvicorn.Server):
    """A server that goes on for a moment after it was told to stop.

    What callers had sent by then may still wait in the kernel, unread or not even accepted: closing at once
    would reset it.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve on for a moment, then take no more and answer what was begun."""
        await asyncio.sleep(_PARTING_SECONDS)
        await super().shutdown(sockets)


def _allow_many_connections() -> None:
    """Raise the number of open files to what the system allows: idle callers use up a low default."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _bound(settings: Settings) -> socket.socket:
    """Listen before saying so; raise ``InvalidSetting`` where that cannot be done."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise InvalidSetting(
            "PALIER_PORT",
            f"nothing can listen on {settings.host}:{settings.port} ({error.strerror or error})",
            "Stop what listens there, or give another port, or an address of this machine as PALIER_HOST.",
        ) from error


def _stop(*_: object) -> Never:
    raise SystemExit(0)
