"""Keys in a dictionary."""

from service.application.access import key_format
from service.application.ports.key_store import Key, KeyStore


class MemoryKeyStore:
    def __init__(self, keys: dict[str, Key]) -> None:
        self._keys = {key_format.digest(text): key for text, key in keys.items()}

    def find(self, digest: bytes) -> Key | None:
        return self._keys.get(digest)

    def knows_origin(self, origin: str) -> bool:
        return any(origin in key.origins for key in self._keys.values())


_: type[KeyStore] = MemoryKeyStore
