"""Settings: the only place where names of environment variables are known.

Imports nothing of Palier but its errors. Reads the mapping that it is given, never ``os.environ``.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from service.errors import InvalidSetting

_HOST = re.compile(r"[0-9A-Za-z:.%_-]+")


class Settings(Struct, frozen=True):
    """How this process is set up. ``port`` is from 1 to 65535; ``data_dir`` is made when first needed."""

    host: str
    port: int
    data_dir: Path


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read ``PALIER_HOST``, ``PALIER_PORT`` and ``PALIER_DATA_DIR``; a bad one raises ``InvalidSetting``."""
    return Settings(
        host=_host(environ.get("PALIER_HOST", "127.0.0.1")),
        port=_port(environ.get("PALIER_PORT", "8000")),
        data_dir=_folder(environ.get("PALIER_DATA_DIR", "var")),
    )


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise InvalidSetting(
            "PALIER_HOST",
            f"{text!r} is neither an address nor a host name",
            "Give an address to listen on, such as 127.0.0.1, or 0.0.0.0 for every interface.",
        )
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise InvalidSetting(
            "PALIER_PORT",
            f"{text!r} is not a whole number from 1 to 65535",
            "Give the port to listen on, such as 8000.",
        )
    return int(text)


def _folder(text: str) -> Path:
    if not text.strip() or "\0" in text:
        raise InvalidSetting(
            "PALIER_DATA_DIR",
            f"{text!r} does not name a folder",
            "Give the folder that holds the local key and the data, such as var.",
        )
    return Path(text)
