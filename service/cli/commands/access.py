"""``palier tenants`` and ``palier keys``: who may call, and with what. Imports the composition root
and the storage.

A new key alone goes to standard output, so that it can be piped to where it is needed; words go to the other.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import asdict
from rich.console import Console
from rich.table import Table

from service.app import administration
from service.application.access.administration import Administration, KeyRequest
from service.application.ports.key_store import UNUSED_SCOPES
from service.application.ports.registry import KeyEntry
from service.cli.database import operator_database
from service.cli.invocation import Invocation
from service.errors import NotDone
from service.storage.maintenance import tenants
from service.storage.maintenance.tenants import Holdings, holdings_of

# A narrow pipe must not cut an id that somebody wants to copy.
_WIDTH_WITHOUT_TERMINAL = 200


def create_tenant(call: Invocation) -> int:
    """Create a tenant; returns the exit code."""
    name = call.options.name
    with _administration(call) as access:
        access.create_tenant(name, call.options.owner)
    print(call.fill(call.words.results.tenant_created, tenant=name), file=sys.stderr)
    return 0


def list_tenants(call: Invocation) -> int:
    """Print the name of every tenant, and its owner where that is another; returns the exit code."""
    with _administration(call) as access:
        for name, owner in access.owners().items():
            print(f"{name}\t{owner}" if owner else name)
    return 0


def rename_tenant(call: Invocation) -> int:
    """Call a tenant by another name; returns the exit code."""
    options = call.options
    with _administration(call) as access:
        access.rename_tenant(options.old, options.new)
    words = call.words.results.tenant_renamed
    print(call.fill(words, old=options.old, new=options.new), file=sys.stderr)
    return 0


def delete_tenant(call: Invocation) -> int:
    """Delete a tenant and everything of it, once its name was typed again; returns the exit code.

    Raises ``NotDone`` if it was not.
    """
    name, words = call.options.name, call.words.results
    with operator_database(call.settings) as database:
        tenant = administration(database).find_own_tenant(name)
        if not call.options.yes:
            _confirm(call, name, holdings_of(database, tenant))
        deleted = tenants.delete_tenant(database, tenant, datetime.now(UTC))
    print(call.fill(words.tenant_deleted, tenant=name, **_counts(deleted.holdings)), file=sys.stderr)
    if not deleted.checkpointed:
        print(words.purge_left_in_log, file=sys.stderr)
    return 0


def create_key(call: Invocation) -> int:
    """Create a key and print it; returns the exit code."""
    options = call.options
    request = KeyRequest(
        tenant=options.tenant,
        kind=options.kind,
        scopes=_listed(options.scopes),
        origins=_listed(options.origins),
        label=options.label,
    )
    with _administration(call) as access:
        entry, secret = access.create_key(request)
    _print_new(call, entry, secret)
    if unused := sorted(entry.key.scopes & UNUSED_SCOPES):
        print(call.fill(call.words.results.scope_unused, scopes=unused), file=sys.stderr)
    return 0


def list_keys(call: Invocation) -> int:
    """Print the keys of a tenant or of all, without their secrets; returns the exit code."""
    with _administration(call) as access:
        entries = access.entries(call.options.tenant)
    if call.options.json:
        sys.stdout.buffer.write(msgspec.json.encode(entries) + b"\n")
        return 0
    width = None if sys.stdout.isatty() else _WIDTH_WITHOUT_TERMINAL
    Console(width=width, highlight=False, markup=False).print(_table(entries, call))
    return 0


def revoke_key(call: Invocation) -> int:
    """End a key; returns the exit code."""
    with _administration(call) as access:
        access.revoke(call.options.id)
    print(call.fill(call.words.results.key_revoked, key=call.options.id), file=sys.stderr)
    return 0


def rotate_key(call: Invocation) -> int:
    """Create a key equal to another, which ends after a while, and print it; returns the exit code."""
    key = call.options.id
    with _administration(call) as access:
        entry, secret, end = access.rotate(key, timedelta(hours=call.options.grace))
    _print_new(call, entry, secret)
    print(call.fill(call.words.results.key_ends, key=key, time=_minute(end)), file=sys.stderr)
    return 0


@contextmanager
def _administration(call: Invocation) -> Iterator[Administration]:
    with operator_database(call.settings) as database:
        yield administration(database)


def _confirm(call: Invocation, name: str, held: Holdings) -> None:
    """Ask for the tenant's name; raise ``NotDone`` if anything else is typed, or nothing."""
    words = call.words.results.tenant_deletion
    question = call.fill(words, tenant=name, last_used=_minute(held.last_used_at), **_counts(held))
    print(question, end=" ", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != name:
        raise NotDone("tenant_not_confirmed", tenant=name)


def _counts(held: Holdings) -> dict[str, int]:
    counts = asdict(held)
    del counts["last_used_at"]
    return counts


def _listed(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _print_new(call: Invocation, entry: KeyEntry, secret: str) -> None:
    print(secret)
    words = call.words.results.key_created
    print(call.fill(words, key=entry.key.id, tenant=entry.key.tenant_name), file=sys.stderr)


def _table(entries: Sequence[KeyEntry], call: Invocation) -> Table:
    words = call.words.keys
    table = Table(box=None, pad_edge=False)
    for title in (words.id, words.tenant, words.kind, words.scopes):
        table.add_column(title, no_wrap=True)
    table.add_column(words.origins)
    for title in (words.label, words.created, words.last_used, words.end):
        table.add_column(title, no_wrap=True)
    for entry in entries:
        key = entry.key
        table.add_row(
            key.id,
            key.tenant_name,
            key.kind,
            " ".join(sorted(key.scopes)),
            " ".join(sorted(key.origins)),
            entry.label,
            _minute(entry.created_at),
            _minute(entry.last_used_at),
            _end(entry, call),
        )
    return table


def _end(entry: KeyEntry, call: Invocation) -> str:
    if entry.revoked_at is None:
        return "-"
    has_ended = entry.revoked_at <= datetime.now(UTC)
    words = call.words.keys.revoked if has_ended else call.words.keys.ends
    return call.fill(words, time=_minute(entry.revoked_at))


def _minute(time: datetime | None) -> str:
    """A time in UTC, to the minute; a dash for none."""
    return "-" if time is None else time.strftime("%Y-%m-%d %H:%M")
