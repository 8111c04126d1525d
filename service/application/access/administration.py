"""The operator's use cases: tenants, and the keys that open them.

Knows what a name, an origin and a scope must be; no command line, no SQL.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import get_args

from msgspec import Struct

from service.application.access import key_format
from service.application.ports.clock import Clock
from service.application.ports.key_store import Key, KeyKind, Scope
from service.application.ports.registry import KeyEntry, TenantRegistry
from service.errors import NotDone

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::[1-9][0-9]{0,4})?")
_USUAL_PORT = re.compile(r"http://.*:80|https://.*:443")
_MOST_ORIGINS = 50
_LONGEST_LABEL = 80
_SCOPES: tuple[Scope, ...] = get_args(Scope)
# What visitors of a web page may do with the key in it, and no more.
VISITOR_SCOPES: frozenset[Scope] = frozenset({"assess"})


class KeyRequest(Struct, frozen=True, kw_only=True):
    """The key that an operator asks for. No scopes means all that its kind may have."""

    tenant: str
    kind: KeyKind = "sk_live"
    scopes: Sequence[str] = ()
    origins: Sequence[str] = ()
    label: str = ""


class Administration:
    """Tenants and keys. A key's text is returned once, by whichever call makes it, and kept nowhere."""

    def __init__(self, registry: TenantRegistry, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock

    def create_tenant(self, name: str) -> None:
        """Make a tenant; raise ``NotDone`` for a name that cannot be one, or is one already."""
        if not _NAME.fullmatch(name):
            raise NotDone(
                f"{name!r} cannot be a tenant's name",
                "Give up to 32 lower-case letters, digits and hyphens, such as agence-du-port.",
            )
        if not self._registry.add_tenant(name, self._clock()):
            raise NotDone(f"There is a tenant {name!r} already", "palier tenants list shows them all.")

    def tenants(self) -> list[str]:
        """Return the names of all tenants, sorted."""
        return self._registry.tenants()

    def create_key(self, order: KeyRequest) -> tuple[KeyEntry, str]:
        """Make a key and return it with its text; raise ``NotDone`` for what no key can be."""
        if order.tenant not in self._registry.tenants():
            raise NotDone(f"There is no tenant {order.tenant!r}", "Make it with palier tenants create.")
        if len(order.label) > _LONGEST_LABEL or not order.label.isprintable():
            raise NotDone("The label is not one short line", f"Give at most {_LONGEST_LABEL} characters.")
        key = Key(
            id=f"k{secrets.token_hex(6)}",
            tenant=order.tenant,
            kind=order.kind,
            scopes=_scopes(order),
            origins=_origins(order),
        )
        return self._keep(key, order.label)

    def entries(self, tenant: str | None = None) -> list[KeyEntry]:
        """Return every key that was ever made, of one tenant or of all, oldest first."""
        return [entry for entry in self._registry.entries() if tenant in (None, entry.key.tenant)]

    def revoke(self, key: str) -> KeyEntry:
        """End a key now; raise ``NotDone`` where none has this id, or it has ended."""
        entry = self._living(key)
        self._registry.revoke(key, self._clock())
        return entry

    def rotate(self, key: str, grace: timedelta) -> tuple[KeyEntry, str, datetime]:
        """Make a key like this one, which ends after ``grace``; return the new one, its text, that moment."""
        old = self._living(key)
        entry, text = self._keep(
            Key(
                id=f"k{secrets.token_hex(6)}",
                tenant=old.key.tenant,
                kind=old.key.kind,
                scopes=old.key.scopes,
                origins=old.key.origins,
            ),
            old.label,
        )
        until = self._clock() + grace
        if old.revoked_at is not None:
            until = min(until, old.revoked_at)
        self._registry.revoke(key, until)
        return entry, text, until

    def _keep(self, key: Key, label: str) -> tuple[KeyEntry, str]:
        text = key_format.make_key(key.kind)
        entry = KeyEntry(key=key, label=label, created_at=self._clock())
        self._registry.add_key(entry, key_format.digest(text))
        return entry, text

    def _living(self, key: str) -> KeyEntry:
        found = [entry for entry in self._registry.entries() if entry.key.id == key]
        if not found:
            raise NotDone(f"There is no key {key!r}", "palier keys list shows the id of each.")
        if found[0].revoked_at is not None and found[0].revoked_at <= self._clock():
            raise NotDone(f"The key {key!r} was revoked already", "Nothing is left to do.")
        return found[0]


def _scopes(order: KeyRequest) -> frozenset[Scope]:
    unknown = sorted(set(order.scopes) - set(_SCOPES))
    if unknown:
        raise NotDone(f"{unknown[0]!r} is no scope", f"Give some of {', '.join(_SCOPES)}.")
    scopes = frozenset(scope for scope in _SCOPES if scope in order.scopes)
    if not order.kind.startswith("pk_"):
        return scopes or frozenset(_SCOPES)
    if scopes - VISITOR_SCOPES:
        raise NotDone(
            "A publishable key stands in a web page, for everybody to read",
            f"It may have the scope {', '.join(sorted(VISITOR_SCOPES))} and no other.",
        )
    return VISITOR_SCOPES


def _origins(order: KeyRequest) -> frozenset[str]:
    publishable = order.kind.startswith("pk_")
    for origin in order.origins:
        if not _ORIGIN.fullmatch(origin) or _USUAL_PORT.fullmatch(origin):
            raise NotDone(
                f"{origin!r} is not an origin as browsers send it",
                "Give scheme and host in lower case, and the port only where it is not the usual one,"
                " such as https://www.example.org.",
            )
    if publishable and not 1 <= len(order.origins) <= _MOST_ORIGINS:
        raise NotDone(
            "A publishable key holds for exact origins",
            f"Give from one to {_MOST_ORIGINS}, such as --origins https://www.example.org.",
        )
    if order.origins and not publishable:
        raise NotDone(
            "A secret key has no origins: it must never stand in a web page",
            "Leave them out, or make a publishable key with --kind pk_live.",
        )
    return frozenset(order.origins)
