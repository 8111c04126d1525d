"""The local key: one secret key in a file, so that a fresh installation can be called at once."""

from hmac import compare_digest
from pathlib import Path
from typing import get_args

from service.application.access import key_format
from service.application.ports.key_store import LOCAL_TENANT, UNUSED_SCOPES, Key, Scope
from service.errors import InvalidSetting
from service.storage.keys.secret_files import read_or_create_secret

_LOCAL_KEY = Key(
    id="local", tenant=LOCAL_TENANT, kind="sk_live", scopes=frozenset(get_args(Scope)) - UNUSED_SCOPES
)


class LocalKey:
    """A key store with one key, which has every scope that opens something, of the tenant ``local``."""

    def __init__(self, text: str) -> None:
        self._digest = key_format.digest(text)

    def find(self, digest: bytes) -> Key | None:
        """Return the local key if the digest is its own; compared in constant time."""
        return _LOCAL_KEY if compare_digest(digest, self._digest) else None


def open_local_key(data_dir: Path) -> LocalKey:
    """Read ``local.key`` in this folder; create the folder and the key (mode 0600) if absent.

    Raises ``InvalidSetting`` when the folder cannot be used, or the file is not private or contains no key.
    """
    path = data_dir / "local.key"
    text = read_or_create_secret(path, lambda: key_format.make_key("sk_live"))
    if not key_format.is_well_formed(text):
        raise InvalidSetting(str(path.absolute()), "local_key_invalid")
    return LocalKey(text)
