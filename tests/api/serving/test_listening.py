"""Where the server listens, and that it tells an address that works."""

import socket
from urllib.parse import urlsplit

import pytest

from service.api.serving.listening import listen, local_url


def reaches(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as client:
        return client.connect_ex((address, port)) == 0


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="There is no IPv6 here.")
@pytest.mark.parametrize("host", ["::", "::0", "0:0:0:0:0:0:0:0"])
def test_every_interface_is_one_of_ipv4_and_of_ipv6(host: str) -> None:
    with listen(host, 0) as listener:
        port = listener.getsockname()[1]
        assert reaches("127.0.0.1", port)
        assert reaches("::1", port)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="There is no IPv6 here.")
def test_an_interface_of_one_protocol_is_not_of_the_other() -> None:
    with listen("::1", 0) as listener:
        assert not reaches("127.0.0.1", listener.getsockname()[1])
    with listen("127.0.0.1", 0) as listener:
        assert not reaches("::1", listener.getsockname()[1])


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1", "localhost", "::", "::1", "0:0::0"])
def test_the_address_told_works(host: str) -> None:
    if ":" in host and not socket.has_dualstack_ipv6():
        pytest.skip("There is no IPv6 here.")
    with listen(host, 0) as listener:
        place = urlsplit(local_url(host, listener.getsockname()[1]))
        name = place.hostname or ""
        assert reaches("127.0.0.1" if name == "localhost" else name, place.port or 0)
