"""Tenants and keys as their operator manages them: what is valid, what is not, and how a key ends."""

from datetime import timedelta

import pytest

from service.application.access import key_format
from service.application.access.administration import Administration, KeyRequest
from service.errors import NotDone
from tests.fakes.registry import MemoryRegistry
from tests.support.services import FrozenClock

PAGE = "https://www.example.org"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def registry() -> MemoryRegistry:
    return MemoryRegistry()


@pytest.fixture
def administration(registry: MemoryRegistry, clock: FrozenClock) -> Administration:
    administration = Administration(registry, clock)
    administration.create_tenant("acme")
    return administration


@pytest.mark.parametrize("name", ["a", "acme-2", "0", "a" * 32])
def test_a_short_plain_name_is_a_tenant_once(administration: Administration, name: str) -> None:
    administration.create_tenant(name)
    assert name in list(administration.owners())
    with pytest.raises(NotDone, match="already"):
        administration.create_tenant(name)


@pytest.mark.parametrize("name", ["", "Acme", "a b", "-a", "a-", "é", "a" * 33, "acme:test", "a\n", "a_b"])
def test_anything_else_is_none(administration: Administration, name: str) -> None:
    with pytest.raises(NotDone, match="cannot be a tenant"):
        administration.create_tenant(name)
    assert list(administration.owners()) == ["acme"]


def test_a_renamed_tenant_is_found_by_its_new_name_alone(administration: Administration) -> None:
    entry, _ = administration.create_key(KeyRequest(tenant="acme"))
    administration.rename_tenant("acme", "acme-sa")
    assert (list(administration.owners()), administration.find_tenant("acme-sa")) == (["acme-sa"], "acme")
    assert [each.key.id for each in administration.entries("acme-sa")] == [entry.key.id]
    for action in (
        lambda: administration.find_tenant("acme"),
        lambda: administration.create_key(KeyRequest(tenant="acme")),
        lambda: administration.rename_tenant("acme", "other"),
    ):
        with pytest.raises(NotDone, match="called “acme-sa” now"):
            action()
    with pytest.raises(NotDone, match="cannot be a tenant"):
        administration.rename_tenant("acme-sa", "Acme SA")


def test_the_tenant_of_the_local_key_keeps_its_name_and_stays(administration: Administration) -> None:
    administration.create_tenant("local")
    for action in (
        lambda: administration.rename_tenant("local", "other"),
        lambda: administration.find_own_tenant("local"),
    ):
        with pytest.raises(NotDone, match="local key"):
            action()


def test_a_scope_that_opens_nothing_yet_is_granted_to_whoever_names_it(
    administration: Administration,
) -> None:
    named = administration.create_key(KeyRequest(tenant="acme", scopes=["leads", "erase"]))
    assert named.entry.key.scopes == {"leads", "erase"}


def test_a_key_is_returned_once_and_kept_by_its_digest_alone(
    administration: Administration, registry: MemoryRegistry
) -> None:
    entry, text = administration.create_key(KeyRequest(tenant="acme", scopes=["read"], label="BI"))
    assert text.startswith("sk_live_")
    assert key_format.is_well_formed(text)
    assert set(registry.digests.values()) == {key_format.digest(text)}
    assert text not in repr(registry.entries())
    assert (entry.key.scopes, entry.label) == ({"read"}, "BI")
    everything = administration.create_key(KeyRequest(tenant="acme"))[0].key.scopes
    assert everything == {"assess", "read", "stats", "erase"}


def test_a_publishable_key_holds_for_exact_origins_and_reads_nothing(administration: Administration) -> None:
    entry, text = administration.create_key(KeyRequest(tenant="acme", kind="pk_test", origins=[PAGE]))
    assert text.startswith("pk_test_")
    assert (entry.key.scopes, entry.key.origins) == ({"assess"}, {PAGE})
    assert (entry.key.space, entry.key.origin) == ("acme:test", "visitor")


@pytest.mark.parametrize(
    ("key_request", "message"),
    [
        (KeyRequest(tenant="nobody"), "no tenant"),
        (KeyRequest(tenant="acme", scopes=["everything"]), "is not a scope"),
        (KeyRequest(tenant="acme", label="x" * 81), "label"),
        (KeyRequest(tenant="acme", label="a\nb"), "label"),
        (KeyRequest(tenant="acme", origins=[PAGE]), "must never stand in a web page"),
        (KeyRequest(tenant="acme", kind="pk_live"), "exact origins"),
        (KeyRequest(tenant="acme", kind="pk_live", origins=[PAGE], scopes=["read"]), "everybody"),
        (
            KeyRequest(tenant="acme", kind="pk_live", origins=[f"https://{n}.example" for n in range(51)]),
            "50",
        ),
    ],
)
def test_what_no_key_can_be_is_told(
    administration: Administration, key_request: KeyRequest, message: str
) -> None:
    with pytest.raises(NotDone, match=message):
        administration.create_key(key_request)
    assert administration.entries() == []


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "https://*.example.org", "www.example.org", "https://www.example.org/", "ftp://a.b",
     "HTTPS://www.example.org", "https://www.example.org:443", "http://a.b:80", "https://a.b\n", "https://",
     "https://user@a.b", "https://a.b?x", "https://a..b"],
)  # fmt: skip
def test_an_origin_is_written_as_browsers_send_it(administration: Administration, origin: str) -> None:
    with pytest.raises(NotDone, match="origin"):
        administration.create_key(KeyRequest(tenant="acme", kind="pk_live", origins=[origin]))


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "https://a.b:8443", "https://xn--caf-dma.fr", "http://[::1]:8080"]
)
def test_ports_and_local_pages_are_origins_too(administration: Administration, origin: str) -> None:
    entry, _ = administration.create_key(KeyRequest(tenant="acme", kind="pk_live", origins=[origin]))
    assert entry.key.origins == {origin}


def test_a_revoked_key_ends_now_and_only_once(administration: Administration, clock: FrozenClock) -> None:
    entry, _ = administration.create_key(KeyRequest(tenant="acme"))
    administration.revoke(entry.key.id)
    ended = administration.entries()[0].revoked_at
    assert ended is not None
    assert ended <= clock()
    for action in (administration.revoke, lambda key: administration.rotate(key, timedelta(hours=1))):
        with pytest.raises(NotDone, match="already"):
            action(entry.key.id)
    with pytest.raises(NotDone, match="no key"):
        administration.revoke("k0")


def test_a_rotated_key_has_an_equal_and_ends_after_its_grace(
    administration: Administration, clock: FrozenClock
) -> None:
    request = KeyRequest(tenant="acme", kind="pk_live", origins=[PAGE], label="site")
    old, first = administration.create_key(request)
    new, second, until = administration.rotate(old.key.id, timedelta(hours=24))
    assert first != second
    assert (new.key.kind, new.key.scopes, new.key.origins, new.label) == (
        "pk_live",
        {"assess"},
        {PAGE},
        "site",
    )
    assert timedelta(hours=23.9) < until - clock() < timedelta(hours=24.1)
    assert [entry.revoked_at for entry in administration.entries()] == [until, None]
    # Rotating again never makes an ending key live longer.
    _, _, again = administration.rotate(old.key.id, timedelta(hours=100))
    assert again == until


def test_keys_are_listed_by_tenant(administration: Administration) -> None:
    administration.create_tenant("other")
    for tenant in ("acme", "other", "acme"):
        administration.create_key(KeyRequest(tenant=tenant))
    assert [len(administration.entries(tenant)) for tenant in (None, "acme", "other")] == [3, 2, 1]
    with pytest.raises(NotDone, match="no tenant"):
        administration.entries("nobody")
