"""The listening socket, and the URL under which this machine finds it. Imports nothing of Palier."""

import socket
from ipaddress import ip_address

_BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket; raise ``OSError`` where that cannot be done.

    ``::`` is every interface, of IPv4 too, whatever the system's own default is.
    """
    is_both = _is_everywhere(host) and ":" in host and socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=_BACKLOG, dualstack_ipv6=is_both)


def local_url(host: str, port: int) -> str:
    """Return the URL of this address, without a path; every interface is reached as this machine."""
    if _is_everywhere(host):
        host = "::1" if ":" in host else "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_everywhere(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
