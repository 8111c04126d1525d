"""What the use cases need from outside, as Protocols, and the records that cross them.

Imports nothing of Palier. Adapters live in ``storage``; they match by shape and inherit nothing.
"""

from typing import Literal, Protocol

from msgspec import Struct

KeyKind = Literal["sk_live"]
Scope = Literal["assess", "read", "stats", "leads"]


class Key(Struct, frozen=True):
    """What a key allows. The secret itself is never kept, only its SHA-256."""

    tenant: str
    kind: KeyKind
    scopes: frozenset[Scope]


class KeyStore(Protocol):
    """Where keys are known by the SHA-256 of their full text."""

    def find(self, digest: bytes) -> Key | None:
        """Return the key with this digest, or None when there is none or it was revoked."""
        ...
