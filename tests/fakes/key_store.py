"""Keys in a dictionary."""

from service.application.access import key_format
from service.application.ports.key_store import Key, KeyStore


class MemoryKeyStore:
    def __init__(self, keys: dict[str, Key]) -> None:
        self._keys = {key_format.digest(text): key for text, key in keys.items()}

    def find(self, digest: bytes) -> Key | None:
        return self._keys.get(digest)


_: type[KeyStore] = MemoryKeyStore
