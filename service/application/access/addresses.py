"""Who a caller without a key is: an address, seen through the proxies that the operator trusts.

Imports nothing of Palier.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network

_WITH_PORT = re.compile(r"\[([^\]]*)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}")


def client_address(peer: str, forwarded: str | None, trusted: tuple[Network, ...]) -> bytes:
    """Return who a caller without a key is: an IPv4 address (4 bytes) or an IPv6 network of /64 (8 bytes).

    ``forwarded`` is the value of X-Forwarded-For, all of its lines joined by commas. It counts only from a
    trusted peer, and is read from the right, where proxies append: the first address that is no trusted proxy
    is the caller. Where there is none, or what stands there is no address, the peer is. A peer without an
    address is ``b""``.
    """
    direct = _address(peer)
    address = direct
    hops = forwarded.split(",") if forwarded else []
    while address is not None and _is_in(address, trusted) and hops:
        address = _address(hops.pop())
    return _identity(direct if address is None or _is_in(address, trusted) else address)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    found = _WITH_PORT.fullmatch(text)
    try:
        address = ip_address((found[1] or found[2] or "") if found else text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_in(address: IPv4Address | IPv6Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def _identity(address: IPv4Address | IPv6Address | None) -> bytes:
    # One household or host usually has a /64 to itself, and could send from every address of it.
    return address.packed[:8] if address is not None else b""
