"""The operator's use cases: tenants and their API keys. Validates names, scopes, origins and labels."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, get_args

from msgspec import Struct
from msgspec.structs import replace

from service.application.access import key_format
from service.application.ports.clock import Clock
from service.application.ports.key_store import LOCAL_TENANT, UNUSED_SCOPES, Key, KeyKind, Scope
from service.application.ports.registry import KeyEntry, TenantRegistry
from service.errors import NotDone

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::[1-9][0-9]{0,4})?")
_DEFAULT_PORT = re.compile(r"http://.*:80|https://.*:443")
_MOST_ORIGINS = 50
_LONGEST_LABEL = 80
_SCOPES: tuple[Scope, ...] = get_args(Scope)
# The scopes of publishable keys, which visitors of a web page use.
VISITOR_SCOPES: frozenset[Scope] = frozenset({"assess"})


class KeyRequest(Struct, frozen=True, kw_only=True):
    """The key to create. Empty ``scopes`` means all that its kind may have and that open something."""

    tenant: str
    kind: KeyKind = "sk_live"
    scopes: Sequence[str] = ()
    origins: Sequence[str] = ()
    label: str = ""


class IssuedKey(NamedTuple):
    """A new key and its text, which is returned this once and stored nowhere."""

    entry: KeyEntry
    text: str


class RotatedKey(NamedTuple):
    """The key that replaces another, its text, and when the other one ends (UTC)."""

    entry: KeyEntry
    text: str
    old_key_ends_at: datetime


class Administration:
    """Manages tenants and keys. Every call may raise ``Unavailable``."""

    def __init__(self, registry: TenantRegistry, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock

    def create_tenant(self, name: str, owner: str | None = None) -> None:
        """Create a tenant, by default its own owner; raises ``NotDone`` if a name is malformed or taken.

        Tenants of one customer have the same owner, who counts once in norms.
        """
        for given in (name, name if owner is None else owner):
            if not _NAME.fullmatch(given):
                raise NotDone("tenant_name_invalid", name=given)
        # An owner may be named by what one of its tenants is called now.
        owners = self._registry.owners()
        stored = {called: tenant for tenant, called in self._registry.tenants().items()}
        if owner in stored:
            owner = owners[stored[owner]]
        if not self._registry.add_tenant(name, self._clock(), owner):
            raise NotDone("tenant_exists", name=name)

    def owners(self) -> dict[str, str | None]:
        """Return the owner of every tenant, None for one that is its own, by what tenants are called."""
        owners, names = self._registry.owners(), self._registry.tenants()
        return {
            called: None if owners[tenant] == tenant else names.get(owners[tenant], owners[tenant])
            for tenant, called in sorted(names.items(), key=lambda item: item[1])
        }

    def names(self) -> dict[str, str]:
        """Return what every tenant is called, by the name under which its data is stored."""
        return self._registry.tenants()

    def find_tenant(self, name: str) -> str:
        """Return the name under which this tenant's data is stored; raises ``NotDone`` if there is none."""
        names = self._registry.tenants()
        for tenant, called in names.items():
            if called == name:
                return tenant
        if name in names:
            raise NotDone("tenant_renamed", name=name, called=names[name])
        raise NotDone("tenant_unknown", tenant=name)

    def find_own_tenant(self, name: str) -> str:
        """Like ``find_tenant``, of a tenant that may be changed; raises ``NotDone`` for the local key's."""
        tenant = self.find_tenant(name)
        if tenant == LOCAL_TENANT:
            raise NotDone("tenant_is_local", tenant=tenant)
        return tenant

    def rename_tenant(self, name: str, new: str) -> None:
        """Call a tenant by another name; raises ``NotDone`` if that is malformed or was ever another's."""
        tenant = self.find_own_tenant(name)
        if not _NAME.fullmatch(new):
            raise NotDone("tenant_name_invalid", name=new)
        if not self._registry.rename_tenant(tenant, new):
            raise NotDone("tenant_exists", name=new)

    def create_key(self, request: KeyRequest) -> IssuedKey:
        """Create a key; raises ``NotDone`` if the tenant is unknown or the request invalid."""
        tenant = self.find_tenant(request.tenant)
        if len(request.label) > _LONGEST_LABEL or not request.label.isprintable():
            raise NotDone("key_label_invalid", longest=_LONGEST_LABEL)
        key = Key(
            id=f"k{secrets.token_hex(6)}",
            tenant=tenant,
            kind=request.kind,
            scopes=_scopes(request),
            origins=_origins(request),
            renamed_to=request.tenant if request.tenant != tenant else None,
        )
        return self._issue(key, request.label)

    def entries(self, tenant: str | None = None) -> list[KeyEntry]:
        """Return every key ever created, of one tenant or of all, oldest first; ended keys too.

        Raises ``NotDone`` if the tenant is unknown.
        """
        stored = None if tenant is None else self.find_tenant(tenant)
        return [entry for entry in self._registry.entries() if stored in (None, entry.key.tenant)]

    def revoke(self, key: str) -> KeyEntry:
        """End a key now; raises ``NotDone`` if none has this id, or it has ended."""
        entry = self._active_entry(key)
        self._registry.revoke(key, self._clock())
        return entry

    def rotate(self, key: str, grace: timedelta) -> RotatedKey:
        """Create a key equal to this one, and end this one after ``grace``, or earlier if it ends anyway.

        Raises ``NotDone`` if no key has this id, or it has ended.
        """
        old = self._active_entry(key)
        issued = self._issue(
            replace(old.key, id=f"k{secrets.token_hex(6)}"),
            old.label,
        )
        ends_at = self._clock() + grace
        if old.revoked_at is not None:
            ends_at = min(ends_at, old.revoked_at)
        if ends_at > self._clock():
            self._registry.end_later(key, ends_at)
        else:
            self._registry.revoke(key, ends_at)
        return RotatedKey(issued.entry, issued.text, ends_at)

    def _issue(self, key: Key, label: str) -> IssuedKey:
        text = key_format.make_key(key.kind)
        entry = KeyEntry(key=key, label=label, created_at=self._clock())
        self._registry.add_key(entry, key_format.digest(text))
        return IssuedKey(entry, text)

    def _active_entry(self, key: str) -> KeyEntry:
        entry = next((entry for entry in self._registry.entries() if entry.key.id == key), None)
        if entry is None:
            raise NotDone("key_unknown", key=key)
        if entry.revoked_at is not None and entry.revoked_at <= self._clock():
            raise NotDone("key_revoked", key=key)
        return entry


def _scopes(request: KeyRequest) -> frozenset[Scope]:
    unknown = sorted(set(request.scopes) - set(_SCOPES))
    if unknown:
        raise NotDone("scope_unknown", scope=unknown[0], scopes=_SCOPES)
    scopes = frozenset(scope for scope in _SCOPES if scope in request.scopes)
    if not request.kind.startswith("pk_"):
        return scopes or frozenset(_SCOPES) - UNUSED_SCOPES
    if scopes - VISITOR_SCOPES:
        raise NotDone("publishable_key_scopes", scopes=sorted(VISITOR_SCOPES))
    return VISITOR_SCOPES


def _origins(request: KeyRequest) -> frozenset[str]:
    is_publishable = request.kind.startswith("pk_")
    for origin in request.origins:
        if not _ORIGIN.fullmatch(origin) or _DEFAULT_PORT.fullmatch(origin):
            raise NotDone("origin_invalid", origin=origin)
    if is_publishable and not 1 <= len(request.origins) <= _MOST_ORIGINS:
        raise NotDone("publishable_key_origins", most=_MOST_ORIGINS)
    if request.origins and not is_publishable:
        raise NotDone("secret_key_origins")
    return frozenset(request.origins)
