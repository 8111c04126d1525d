"""Settings: the only place where names of environment variables are known.

Imports nothing of Palier but its errors. Reads the mapping that it is given, never ``os.environ``.
"""

import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from service.errors import InvalidSetting

_HOST = re.compile(r"[0-9A-Za-z:.%_-]+")
_PUBLIC_URL = re.compile(
    r"https?://(?:[0-9A-Za-z._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?(?:/[0-9A-Za-z._~-]+)*/?"
)
_DATABASE_URL = re.compile(r"[a-z][a-z0-9+]*://")
_SHORTEST_SECRET = 32
_MOST_REPLICAS = 1000
_HIGHEST_RATE = 10_000_000


class Settings(Struct, frozen=True):
    """How this process is set up. ``port`` is from 1 to 65535; ``data_dir`` is made when first needed.

    ``rate`` is in requests a minute for each key, over all ``replicas``. ``public_url`` ends without a slash.
    ``secret`` and ``database_url`` are never to be shown. What is None has a default elsewhere.
    """

    host: str
    port: int
    data_dir: Path
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    replicas: int = 1
    rate: int = 60_000
    public_url: str | None = None
    secret: str | None = None
    database_url: str | None = None
    norm_days: int = 7


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read every ``PALIER_*`` variable that is known; a bad value raises ``InvalidSetting``."""
    return Settings(
        host=_host(environ.get("PALIER_HOST", "127.0.0.1")),
        port=_whole(environ, "PALIER_PORT", 8000, 65535, "Give the port to listen on, such as 8000."),
        data_dir=_folder(environ.get("PALIER_DATA_DIR", "var")),
        trusted_proxies=_networks(environ.get("PALIER_TRUSTED_PROXIES", "")),
        replicas=_whole(
            environ, "PALIER_REPLICAS", 1, _MOST_REPLICAS, "Give the number of processes that share the load."
        ),
        rate=_whole(
            environ,
            "PALIER_RATE",
            60_000,
            _HIGHEST_RATE,
            "Give the requests a minute that each key may send, such as 60000.",
        ),
        public_url=_public_url(environ.get("PALIER_PUBLIC_URL")),
        secret=_secret(environ.get("PALIER_SECRET")),
        database_url=_database_url(environ.get("PALIER_DATABASE_URL")),
        norm_days=_whole(
            environ,
            "PALIER_NORM_DAYS",
            7,
            365,
            "Give the days after which norms are published anew, such as 7; 0 never publishes.",
            least=0,
        ),
    )


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise InvalidSetting(
            "PALIER_HOST",
            f"{text!r} is neither an address nor a host name",
            "Give an address to listen on, such as 127.0.0.1, or 0.0.0.0 for every interface.",
        )
    return text


def _whole(environ: Mapping[str, str], name: str, default: int, most: int, hint: str, least: int = 1) -> int:
    text = environ.get(name, str(default))
    if not (
        text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most
    ):
        raise InvalidSetting(name, f"{text!r} is not a whole number from {least} to {most}", hint)
    return int(text)


def _folder(text: str) -> Path:
    if not text.strip() or "\0" in text:
        raise InvalidSetting(
            "PALIER_DATA_DIR",
            f"{text!r} does not name a folder",
            "Give the folder that holds the local key and the data, such as var.",
        )
    return Path(text)


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",")) if text.strip() else ()
    except ValueError as error:
        raise InvalidSetting(
            "PALIER_TRUSTED_PROXIES",
            str(error),
            "Give addresses or networks of proxies, separated by commas, such as 10.0.0.0/8,fd00::/8.",
        ) from error


def _public_url(text: str | None) -> str | None:
    if text is None:
        return None
    if not _PUBLIC_URL.fullmatch(text) or not _has_good_port(text):
        raise InvalidSetting(
            "PALIER_PUBLIC_URL",
            f"{text!r} is not an absolute http or https URL without a query",
            "Give the URL under which callers reach the service, such as https://palier.example.org.",
        )
    return text.rstrip("/")


def _has_good_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _secret(text: str | None) -> str | None:
    # Neither this value nor a database's address is repeated in a message: it would end in a log.
    if text is not None and not (text.isprintable() and len(text.strip()) >= _SHORTEST_SECRET):
        raise InvalidSetting(
            "PALIER_SECRET",
            f"it is not one line of at least {_SHORTEST_SECRET} printable characters",
            "Give a long random text, the same to every process, or leave it out.",
        )
    return text


def _database_url(text: str | None) -> str | None:
    if text is not None and not (text.isprintable() and _DATABASE_URL.match(text)):
        raise InvalidSetting(
            "PALIER_DATABASE_URL",
            "it is not the URL of a database",
            "Leave it out to store in a SQLite file of the data folder.",
        )
    return text
