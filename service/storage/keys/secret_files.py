"""Secrets of this installation in files that only their owner can read."""

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from service.errors import InvalidSetting

SHORTEST_SECRET = 32
_GROUP_AND_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_or_create_secret(path: Path, generate: Callable[[], str]) -> str:
    """Return the secret in this file; create the file (mode 0600) and its folder if absent.

    Raises ``InvalidSetting`` when the file cannot be used, is too short, or others may read or change it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create(path, generate())
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSetting(
            "PALIER_DATA_DIR", "secret_unreadable", path=path, reason=error.__class__.__name__
        ) from error
    if len(text) < SHORTEST_SECRET:
        raise InvalidSetting(str(path.absolute()), "secret_too_short")
    if mode & _GROUP_AND_OTHERS:
        raise InvalidSetting(str(path.absolute()), "secret_exposed", path=path)
    return text


def _create(path: Path, text: str) -> None:
    # A hard link appears whole or not at all and never replaces a file: processes that start together end up
    # with the same secret, and none reads half of one.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
