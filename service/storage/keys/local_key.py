"""The local key: one secret key in a file, so that a fresh install can be called at once.

All other keys are in the database. Imports the key's format, no sibling layer.
"""

from hmac import compare_digest
from pathlib import Path
from typing import get_args

from service.application.access import key_format
from service.application.ports.key_store import Key, Scope
from service.errors import InvalidSetting
from service.storage.keys.secret_files import read_or_create_secret

_LOCAL = Key(id="local", tenant="local", kind="sk_live", scopes=frozenset(get_args(Scope)))


class LocalKey:
    """A key store that knows one key, with every scope, of the tenant ``local``."""

    def __init__(self, text: str) -> None:
        self._digest = key_format.digest(text)

    def find(self, digest: bytes) -> Key | None:
        """Return the local key if the digest is its own; compared in constant time."""
        return _LOCAL if compare_digest(digest, self._digest) else None

    def knows_origin(self, _: str) -> bool:
        """No page may hold the local key."""
        return False


def open_local_key(data_dir: Path) -> LocalKey:
    """Read ``local.key`` in this folder, making folder and key (mode 0600) when absent.

    Raises ``InvalidSetting`` when the folder cannot be used, the file is not private or holds no key.
    """
    path = data_dir / "local.key"
    text = read_or_create_secret(path, lambda: key_format.make_key("sk_live"))
    if not key_format.is_well_formed(text):
        raise InvalidSetting(str(path), "this is not a key", "Remove the file to have a new key made.")
    return LocalKey(text)
