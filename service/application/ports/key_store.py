"""The port that a server authenticates keys with."""

from typing import Literal, Protocol

from msgspec import Struct

from service.application.spaces import Space, space_of
from service.model.codes import Origin

KeyKind = Literal["sk_live", "sk_test", "pk_live", "pk_test"]
Scope = Literal["assess", "read", "stats", "erase", "leads"]
# Scopes that open nothing yet.
UNUSED_SCOPES: frozenset[Scope] = frozenset({"leads"})
# The tenant of the local key.
LOCAL_TENANT = "local"


class Key(Struct, frozen=True, kw_only=True):
    """What a key allows. The secret itself is never stored, only its SHA-256.

    A publishable key (``pk_``) is embedded in web pages for everybody to read: it is accepted from its exact
    ``origins`` only and reads nothing that is stored. ``id`` names the key to the operator. ``tenant`` is the
    name under which its data is stored, ``renamed_to`` what the tenant is called since, if it was renamed.
    """

    id: str
    tenant: str
    kind: KeyKind
    scopes: frozenset[Scope]
    origins: frozenset[str] = frozenset()
    renamed_to: str | None = None

    @property
    def tenant_name(self) -> str:
        """What its tenant is called."""
        return self.renamed_to or self.tenant

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
