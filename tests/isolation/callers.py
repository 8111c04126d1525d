"""Who asks: two tenants' keys of every kind and scope, keys that hold no longer, and nobody.

Imports the operator's use cases.
"""

from typing import get_args

from msgspec import Struct

from service.application.access.administration import Administration, KeyRequest
from service.application.ports.key_store import Key, Scope

ORIGIN = "https://www.agency.example"
ELSEWHERE = "https://elsewhere.example"


class Caller(Struct, frozen=True):
    """Who asks, with which key, if it holds any, and from which page, if from any."""

    name: str
    text: str | None = None
    key: Key | None = None
    origin: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        sent = {"authorization": f"Bearer {self.text}"} if self.text else {}
        return sent | ({"origin": self.origin} if self.origin else {})

    @property
    def reads(self) -> bool:
        """Whether it may be shown what is stored."""
        return self.key is not None and "read" in self.key.scopes

    def sees(self, path: str) -> frozenset[str]:
        """The owners of the marks that this caller may be shown here."""
        if self.key is None or self.key.is_publishable:
            return frozenset()
        account = frozenset({f"account of {self.key.tenant}"})
        counts = path.startswith("/v1/stats") and "stats" in self.key.scopes
        return account | {f"data of {self.key.space}"} if self.reads or counts else account

    def stores_like(self, space: str, origin: str, *, reads: bool) -> bool:
        """Whether what this caller stores is kept there, as sent by that origin, with keys of that kind."""
        return (
            self.key is not None
            and "assess" in self.key.scopes
            and (self.key.space, self.key.origin, self.reads) == (space, origin, reads)
        )


def callers(using: Administration, tenants: list[str]) -> dict[str, Caller]:
    """Make these tenants and every kind of key; return who holds them, by name, the servers first."""
    found: list[Caller] = []
    for tenant in tenants:
        using.create_tenant(tenant)
        found += _of(using, tenant, tenant.partition("-")[0])
    page = next(caller for caller in found if caller.origin)
    found += [
        Caller(f"{page.name} elsewhere", page.text, page.key, ELSEWHERE),
        Caller("mistyped", (found[0].text or "")[:-1]),
        Caller("none"),
    ]
    return {caller.name: caller for caller in found}


def _of(using: Administration, tenant: str, name: str) -> list[Caller]:
    orders = {
        "sk_live": KeyRequest(tenant=tenant),
        "sk_test": KeyRequest(tenant=tenant, kind="sk_test"),
        "pk_live": KeyRequest(tenant=tenant, kind="pk_live", origins=[ORIGIN]),
        "pk_test": KeyRequest(tenant=tenant, kind="pk_test", origins=[ORIGIN]),
        **{f"{scope} only": KeyRequest(tenant=tenant, scopes=[scope]) for scope in get_args(Scope)},
        "all but read": KeyRequest(
            tenant=tenant, scopes=[each for each in get_args(Scope) if each != "read"]
        ),
        "assess only test": KeyRequest(tenant=tenant, kind="sk_test", scopes=["assess"]),
    }
    found = []
    for kind, order in orders.items():
        entry, text = using.create_key(order)
        found.append(Caller(f"{name} {kind}", text, entry.key, ORIGIN if order.origins else None))
    entry, text = using.create_key(KeyRequest(tenant=tenant))
    using.revoke(entry.key.id)
    return [*found, Caller(f"{name} revoked", text)]
