"""The port that a server authenticates keys with."""

from typing import Literal, Protocol

from msgspec import Struct

from service.application.spaces import Space, space_of
from service.model.codes import Origin

KeyKind = Literal["sk_live", "sk_test", "pk_live", "pk_test"]
Scope = Literal["assess", "read", "stats", "leads"]


class Key(Struct, frozen=True, kw_only=True):
    """What a key allows. The secret itself is never stored, only its SHA-256.

    A publishable key (``pk_``) is embedded in web pages for everybody to read: it is accepted from its exact
    ``origins`` only and reads nothing that is stored. ``id`` names the key to the operator.
    """

    id: str
    tenant: str
    kind: KeyKind
    scopes: frozenset[Scope]
    origins: frozenset[str] = frozenset()

    @property
    def is_publishable(self) -> bool:
        """Whether visitors of web pages use it."""
        return self.kind.startswith("pk_")

    @property
    def space(self) -> Space:
        """Where its data is stored: test keys have a space of their own."""
        return space_of(self.tenant, test=self.kind.endswith("_test"))

    @property
    def origin(self) -> Origin:
        """Who sends assessments with this key."""
        return "visitor" if self.is_publishable else "server"


class KeyStore(Protocol):
    """Valid keys, by the SHA-256 of their full text."""

    def find(self, digest: bytes) -> Key | None:
        """Return the key with this digest, or None if there is none or it was revoked.

        Raises ``Unavailable`` when revocations could not be read for too long.
        """
        ...

    def knows_origin(self, origin: str) -> bool:
        """Return whether some publishable key may be used from this origin."""
        ...
