"""The client address of a request, as seen through trusted proxies. Identifies callers without a key.

Imports nothing of Palier.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network

_WITH_PORT = re.compile(r"\[([^\]]*)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}")


def client_address(peer: str, forwarded: str | None, trusted: tuple[Network, ...]) -> bytes:
    """Return the client's IPv4 address (4 bytes) or IPv6 /64 network (8 bytes); empty if the peer has none.

    ``forwarded`` is the value of X-Forwarded-For, its lines joined by commas. It is used only if the peer is
    a trusted proxy, and read from the right, where proxies append: the first address that is no trusted proxy
    is the client. Without one, or where an entry is no address, the client is the peer.
    """
    peer_address = _parse(peer)
    address = peer_address
    hops = forwarded.split(",") if forwarded else []
    while address is not None and _is_in(address, trusted) and hops:
        address = _parse(hops.pop())
    return _packed(peer_address if address is None or _is_in(address, trusted) else address)


def is_trusted(peer: str, trusted: tuple[Network, ...]) -> bool:
    """Return whether this peer is a trusted proxy; one without an address, such as a socket's, is none."""
    address = _parse(peer)
    return address is not None and _is_in(address, trusted)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an address, with or without a port; an IPv4-mapped IPv6 address becomes IPv4."""
    text = text.strip()
    match = _WITH_PORT.fullmatch(text)
    try:
        address = ip_address((match[1] or match[2] or "") if match else text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_in(address: IPv4Address | IPv6Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def _packed(address: IPv4Address | IPv6Address | None) -> bytes:
    # The /64 of an IPv6 address: one household or host usually has all of it to send from.
    return address.packed[:8] if address is not None else b""
