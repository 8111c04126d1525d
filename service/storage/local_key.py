"""The local key: one secret key in a file, so that a fresh install can be called at once.

It is the key store until tenants and keys have a database. Imports the key's format, no sibling layer.
"""

import os
import secrets
from hmac import compare_digest
from pathlib import Path
from typing import get_args

from service.application import keys
from service.application.ports import Key, Scope
from service.errors import InvalidSetting

_LOCAL = Key(tenant="local", kind="sk_live", scopes=frozenset(get_args(Scope)))


class LocalKey:
    """A key store that knows one key, with every scope, of the tenant ``local``."""

    def __init__(self, text: str) -> None:
        self._digest = keys.digest(text)

    def find(self, digest: bytes) -> Key | None:
        """Return the local key if the digest is its own; compared in constant time."""
        return _LOCAL if compare_digest(digest, self._digest) else None


def open_local_key(data_dir: Path) -> LocalKey:
    """Read ``local.key`` in this folder, making folder and key (mode 0600) when absent.

    Raises ``InvalidSetting`` when the folder cannot be used or the file holds no key.
    """
    path = data_dir / "local.key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSetting(
            "PALIER_DATA_DIR",
            f"{path} cannot be read or made ({error.__class__.__name__})",
            "Give a folder that this process may write to, or remove the file to have a new key made.",
        ) from error
    if not keys.is_well_formed(text):
        raise InvalidSetting(str(path), "this is not a key", "Remove the file to have a new key made.")
    return LocalKey(text)


def _create(path: Path) -> None:
    # A link appears whole or not at all, and never over a file: two processes that start together
    # end up with the same key, and none reads half of one.
    draft = path.with_name(f"local.key.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(keys.make("sk_live") + "\n")
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
