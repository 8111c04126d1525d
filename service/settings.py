"""Settings: the one list of environment variables that the service reads, their defaults and their readers.

Reads the mapping that it is given, never ``os.environ``. Imports nothing of Palier but its errors.
"""

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from service.errors import InvalidSetting

_PREFIX = "PALIER_"
# Variables of the tests and of their machinery.
_TEST_PREFIX = "PALIER_TEST_"
_HOST = re.compile(r"[0-9A-Za-z:.%_-]+")
_PUBLIC_URL = re.compile(
    r"https?://(?:[0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?(?:/[0-9A-Za-z._~-]+)*/?"
)
_DATABASE_URL = re.compile(r"[a-z][a-z0-9+]*://")
_SHORTEST_SECRET = 32
# Kubernetes sets these in every container that runs beside a Service named palier, or palier-something.
_OF_A_SERVICE = re.compile(
    r"PALIER_(?:\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)"
)
_ADDRESS_OF_A_SERVICE = re.compile(r"(?:tcp|udp|sctp)://")

Network = IPv4Network | IPv6Network


class Settings(Struct, frozen=True, kw_only=True):
    """How this process is set up. ``port`` is from 1 to 65535; ``data_dir`` is made when first needed.

    ``rate`` is in units a minute for each tenant, over all ``replicas``. ``drain_seconds`` is how long a
    server that was told to stop goes on accepting. ``public_url`` ends without a slash.
    ``secret`` and ``database_url`` are never to be shown. None means a default that is made elsewhere.
    Each field is the variable ``PALIER_`` and its name in capitals.
    """

    host: str
    port: int
    data_dir: Path
    trusted_proxies: tuple[Network, ...]
    replicas: int
    rate: int
    public_url: str | None
    secret: str | None
    database_url: str | None
    norm_days: int
    methodologies: Path | None
    drain_seconds: int


class Setting(Struct, frozen=True):
    """One variable: its name, its default as it would be written (None: it may be absent), its reader.

    ``read`` takes the name and the text, and raises ``InvalidSetting`` for a text that it refuses.
    """

    name: str
    default: str | None
    read: Callable[[str, str], Any]

    @property
    def field(self) -> str:
        """The member of ``Settings`` that holds the value."""
        return self.name.removeprefix(_PREFIX).lower()

    def value(self, environ: Mapping[str, str]) -> Any:
        """Return what the environment says, or the default; raises ``InvalidSetting``."""
        text = environ.get(self.name, self.default)
        return None if text is None else self.read(self.name, text)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read every setting; raises ``InvalidSetting`` for a bad value. Other variables do not matter here."""
    return Settings(**{setting.field: setting.value(environ) for setting in SETTINGS})


class UnknownSettings(Struct, frozen=True):
    """Variables that look like settings and are none, sorted: of Kubernetes' making, and any others."""

    of_a_service: list[str]
    others: list[str]


def unknown_settings(environ: Mapping[str, str]) -> UnknownSettings:
    """Return the variables that look like settings, in capitals or not, and are none."""
    known = {setting.name for setting in SETTINGS}
    unknown = sorted(
        name
        for name in environ
        if name.upper().startswith(_PREFIX) and not name.startswith(_TEST_PREFIX) and name not in known
    )
    of_a_service = [name for name in unknown if _is_of_a_service(name, environ[name])]
    return UnknownSettings(of_a_service, [name for name in unknown if name not in of_a_service])


def _is_of_a_service(name: str, value: str) -> bool:
    return bool(_OF_A_SERVICE.fullmatch(name)) or (
        name.endswith("_PORT") and bool(_ADDRESS_OF_A_SERVICE.match(value))
    )


def _port(name: str, text: str) -> int:
    if _ADDRESS_OF_A_SERVICE.match(text):
        raise InvalidSetting(name, "port_of_a_service", text=text)
    return _whole(1, 65_535)(name, text)


def _whole(least: int, most: int) -> Callable[[str, str], int]:
    def read(name: str, text: str) -> int:
        # The length is looked at first: Python refuses to convert thousands of digits.
        is_short = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
        if not (is_short and least <= int(text) <= most):
            raise InvalidSetting(name, "not_a_whole_number", text=text, least=least, most=most)
        return int(text)

    return read


def _host(name: str, text: str) -> str:
    if not _HOST.fullmatch(text):
        raise InvalidSetting(name, "not_a_host", text=text)
    return text


def _folder(name: str, text: str) -> Path:
    if not text.strip() or "\0" in text:
        raise InvalidSetting(name, "not_a_folder", text=text)
    return Path(text)


def _networks(name: str, text: str) -> tuple[Network, ...]:
    return tuple(_network(name, part.strip()) for part in text.split(",")) if text.strip() else ()


def _network(name: str, text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise InvalidSetting(name, "not_a_network", text=text) from error


def _public_url(name: str, text: str) -> str:
    if not _PUBLIC_URL.fullmatch(text) or not _has_good_port(text):
        raise InvalidSetting(name, "not_a_public_url", text=text)
    return text.rstrip("/")


def _has_good_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


# No message repeats a secret, or a database's address, which may hold a password: it may be logged.


def _secret(name: str, text: str) -> str:
    if not (text.isprintable() and len(text.strip()) >= _SHORTEST_SECRET):
        raise InvalidSetting(name, "not_a_secret", least=_SHORTEST_SECRET)
    return text


def _database_url(name: str, text: str) -> str:
    if not (text.isprintable() and _DATABASE_URL.match(text)):
        raise InvalidSetting(name, "not_a_database_url")
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting("PALIER_HOST", "127.0.0.1", _host),
    Setting("PALIER_PORT", "8000", _port),
    Setting("PALIER_DATA_DIR", "var", _folder),
    Setting("PALIER_DATABASE_URL", None, _database_url),
    Setting("PALIER_SECRET", None, _secret),
    Setting("PALIER_PUBLIC_URL", None, _public_url),
    Setting("PALIER_TRUSTED_PROXIES", "", _networks),
    Setting("PALIER_REPLICAS", "1", _whole(1, 1_000)),
    Setting("PALIER_RATE", "30000", _whole(1, 10_000_000)),
    Setting("PALIER_NORM_DAYS", "7", _whole(0, 365)),
    Setting("PALIER_METHODOLOGIES", None, _folder),
    Setting("PALIER_DRAIN_SECONDS", "5", _whole(0, 600)),
)
