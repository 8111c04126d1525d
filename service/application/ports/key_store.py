"""The port by which a server finds keys."""

from typing import Literal, Protocol

from msgspec import Struct

from service.application.spaces import Space, space_of
from service.model.codes import Origin

KeyKind = Literal["sk_live", "sk_test", "pk_live", "pk_test"]


Scope = Literal["assess", "read", "stats", "leads"]


class Key(Struct, frozen=True, kw_only=True):
    """What a key allows. The secret itself is never kept, only its SHA-256.

    A publishable key (``pk_``) stands in web pages, for everybody to read: it holds for its exact ``origins``
    only, and reads nothing that is kept. ``id`` names the key to the operator.
    """

    id: str
    tenant: str
    kind: KeyKind
    scopes: frozenset[Scope]
    origins: frozenset[str] = frozenset()

    @property
    def is_publishable(self) -> bool:
        """Whether visitors of web pages ask with it."""
        return self.kind.startswith("pk_")

    @property
    def space(self) -> Space:
        """The tenant that data is kept under: test keys have a world of their own."""
        return space_of(self.tenant, test=self.kind.endswith("_test"))

    @property
    def origin(self) -> Origin:
        """By whom an assessment made with this key was sent."""
        return "visitor" if self.is_publishable else "server"


class KeyStore(Protocol):
    """Where keys are known by the SHA-256 of their full text."""

    def find(self, digest: bytes) -> Key | None:
        """Return the key with this digest, or None when there is none or it was revoked.

        Raises ``Unavailable`` when it has not been known for too long whether keys were revoked.
        """
        ...

    def knows_origin(self, origin: str) -> bool:
        """Tell whether some publishable key may be used from this origin."""
        ...
