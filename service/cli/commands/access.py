"""``palier tenants`` and ``palier keys``: who may call, and with what. Imports the composition root.

A new key alone goes to standard output, so that it can be piped to where it is needed; words go to the other.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import msgspec
from rich.console import Console
from rich.table import Table

from service.app import administration, open_database
from service.application.access.administration import Administration, KeyRequest
from service.application.ports.registry import KeyEntry
from service.settings import Settings


def tenants(settings: Settings, options: argparse.Namespace) -> int:
    """Make a tenant, or list them; return the exit code."""
    with _access(settings) as using:
        if options.action == "create":
            using.create_tenant(options.name)
            print(f"Tenant {options.name} made. Next: palier keys create {options.name}", file=sys.stderr)
        else:
            print(*using.tenants(), sep="\n")
    return 0


def keys(settings: Settings, options: argparse.Namespace) -> int:
    """Make, list, revoke or rotate keys; return the exit code."""
    with _access(settings) as using:
        if options.action == "create":
            order = KeyRequest(
                tenant=options.tenant,
                kind=options.kind,
                scopes=_parts(options.scopes),
                origins=_parts(options.origins),
                label=options.label,
            )
            _show_new(*using.create_key(order))
        elif options.action == "list":
            _show_all(using.entries(options.tenant), as_json=options.json)
        elif options.action == "revoke":
            using.revoke(options.id)
            print(f"Key {options.id} revoked: it ends within a second on every server.", file=sys.stderr)
        else:
            entry, text, until = using.rotate(options.id, timedelta(hours=options.grace))
            _show_new(entry, text)
            print(f"Key {options.id} ends at {_moment(until)}.", file=sys.stderr)
    return 0


@contextmanager
def _access(settings: Settings) -> Iterator[Administration]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = open_database(settings, alongside_server=True)
    try:
        yield administration(database)
    finally:
        database.close()


def _parts(text: str) -> list[str]:
    return [part for part in text.replace(",", " ").split() if part]


def _show_new(entry: KeyEntry, text: str) -> None:
    print(text)
    print(
        f"Key {entry.key.id} of {entry.key.tenant} made. It is shown this once: keep it now.", file=sys.stderr
    )


def _show_all(entries: list[KeyEntry], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(entries) + b"\n")
        return
    table = Table(box=None, pad_edge=False)
    for title in ("id", "tenant", "kind", "scopes", "origins", "label", "made", "last used", "ends"):
        table.add_column(title, no_wrap=title != "origins")
    for entry in entries:
        key = entry.key
        table.add_row(
            key.id,
            key.tenant,
            key.kind,
            " ".join(sorted(key.scopes)),
            " ".join(sorted(key.origins)),
            entry.label,
            *(_moment(at) for at in (entry.created_at, entry.last_used_at)),
            _end(entry),
        )
    # A narrow terminal must not cut an id that somebody wants to copy.
    Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False).print(table)


def _end(entry: KeyEntry) -> str:
    if entry.revoked_at is None:
        return "-"
    ended = entry.revoked_at <= datetime.now(UTC)
    return f"{'revoked' if ended else 'ends'} {_moment(entry.revoked_at)}"


def _moment(at: datetime | None) -> str:
    return "-" if at is None else at.strftime("%Y-%m-%d %H:%M")
