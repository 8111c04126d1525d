"""Small secrets that this installation keeps in files of its own, readable by nobody else."""

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from service.errors import InvalidSetting

SHORTEST_SECRET = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_or_create_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the text in this file; make the file (mode 0600), and its folder, when absent.

    Raises ``InvalidSetting`` when the file cannot be used, or when others may read or change it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create(path, make())
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSetting(
            "PALIER_DATA_DIR",
            f"{path} cannot be read or made ({error.__class__.__name__})",
            "Give a folder that this process may write to, or remove the file to have a new one made.",
        ) from error
    if len(text) < SHORTEST_SECRET:
        raise InvalidSetting(
            str(path),
            "this is too short to be a secret",
            "Remove the file to have a new one made.",
        )
    if mode & _OTHERS:
        raise InvalidSetting(
            str(path),
            "others may read or change this secret",
            f"Run chmod 600 {path}; if somebody may have read it, remove the file to have a new one made.",
        )
    return text


def _create(path: Path, text: str) -> None:
    # A link appears whole or not at all, and never over a file: two processes that start together
    # end up with the same secret, and none reads half of one.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
