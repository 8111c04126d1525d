"""The command line's grammar: every command, its arguments and its help. Imports no other layer."""

import argparse
import os

from service import __version__

_MOST_SYNTHETIC = 10_000_000


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command ``palier``."""
    found = argparse.ArgumentParser(
        prog="palier",
        description="Community-management maturity, importance and sourcing, assessed by cited rules.",
    )
    found.add_argument("--version", action="version", version=f"palier {__version__}")
    commands = found.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("serve", help="serve over HTTP; settings are the environment variables PALIER_*")
    _add_assess(commands.add_parser("assess", help="assess one profile and print the answer"))
    _add_methodology(
        commands.add_parser("methodology", help="check a methodology pack, show its rules, compare")
    )
    commands.add_parser("openapi", help="print the OpenAPI contract as YAML")
    _add_tenants(commands.add_parser("tenants", help="make a tenant, or list them"))
    _add_keys(commands.add_parser("keys", help="make, list, revoke and rotate keys"))
    _add_benchmarks(commands.add_parser("benchmarks", help="publish norms, while the server works"))
    _add_synthesise(commands.add_parser("synthesise", help="fill a tenant with plausible assessments"))
    commands.add_parser("migrate", help="bring the database to this release's schema, while the last serves")
    backup = commands.add_parser("backup", help="copy the database to a new file, while the server works")
    backup.add_argument("file", metavar="FILE", help="the copy to make; it must not exist")
    restore = commands.add_parser("restore", help="put a copy in the place of a database that is not there")
    restore.add_argument("file", metavar="FILE", help="a copy that palier backup has made")
    purge = commands.add_parser("purge", help="erase what is too old, while the server works")
    purge.add_argument(
        "--days",
        type=_days,
        metavar="DAYS",
        help="erase assessments older than this; without it, only idempotency keys older than 30 days",
    )
    return found


def _add_assess(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a profile in JSON; - reads standard input")
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON, not a summary")
    parser.add_argument("--include", default="", help="with --json: profile,trace,counterfactuals,robustness")
    parser.add_argument("--methodology", metavar="VERSION", help="a shipped version; the newest without it")
    _add_language(parser)


def _add_methodology(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="cross-check packs: the shipped ones, or one folder")
    check.add_argument("folder", nargs="?", help="a pack's folder; without it, every shipped pack")
    show = actions.add_parser("show", help="list the rules, or show a rule, a claim or a source")
    show.add_argument("rule", nargs="?", help="an id, such as factor.voice, D2 or LABOURCODE")
    _add_language(show)
    diff = actions.add_parser("diff", help="what another pack would change for stored assessments, and why")
    diff.add_argument("before", metavar="A", help="a shipped version, or a pack's folder")
    diff.add_argument("after", metavar="B", help="another one")
    diff.add_argument("--tenant", help="look at this tenant's assessments only")
    diff.add_argument("--json", action="store_true", help="print a line of JSON for each that would change")


def _add_tenants(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a tenant: a customer, a team, whoever owns assessments")
    create.add_argument("name", metavar="NAME", help="lower-case letters, digits and hyphens")
    actions.add_parser("list", help="list all tenants")


def _add_keys(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a key; it alone goes to standard output, this once")
    create.add_argument("tenant", metavar="TENANT")
    create.add_argument(
        "--kind",
        choices=("sk_live", "sk_test", "pk_live", "pk_test"),
        default="sk_live",
        help="sk for servers, pk for web pages; what test keys keep is a world of its own (sk_live)",
    )
    create.add_argument("--scopes", default="", help="assess,read,stats,leads; all without it")
    create.add_argument("--origins", default="", help="with pk: https://www.example.org,…")
    create.add_argument("--label", default="", help="what it is for")
    listed = actions.add_parser("list", help="list keys: their ids, never the keys themselves")
    listed.add_argument("tenant", metavar="TENANT", nargs="?")
    listed.add_argument("--json", action="store_true", help="print JSON")
    revoke = actions.add_parser("revoke", help="end a key, within a second on every server")
    revoke.add_argument("id", metavar="ID", help="as palier keys list shows it")
    rotate = actions.add_parser("rotate", help="make a key like another, which ends a little later")
    rotate.add_argument("id", metavar="ID", help="as palier keys list shows it")
    rotate.add_argument(
        "--grace", type=_hours, default=24.0, metavar="HOURS", help="how long both keys hold (24)"
    )


def _add_benchmarks(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    publish = actions.add_parser("publish", help="make the next edition of the norm")
    publish.add_argument("--methodology", metavar="VERSION", help="of this version, not of the current one")
    publish.add_argument(
        "--unless-newer",
        type=_days,
        metavar="DAYS",
        help="leave the norm as it is where its last edition is newer than this",
    )


def _add_synthesise(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tenant", metavar="TENANT", help="better one of its own: erasing all of it is easier")
    parser.add_argument("number", metavar="NUMBER", type=_number, help="how many, up to ten million")
    parser.add_argument("--seed", type=_number, default=1, help="another seed makes other ones (1)")
    parser.add_argument("--days", type=_days, default=365, help="spread over so many days until now (365)")


def _add_language(parser: argparse.ArgumentParser) -> None:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    usual = "fr" if spoken.lower().startswith("fr") else "en"
    parser.add_argument("--lang", choices=("en", "fr"), default=usual, help=f"language (here: {usual})")


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and int(text) >= 1):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of days from 1")
    return int(text)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 8 and 1 <= int(text) <= _MOST_SYNTHETIC):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {_MOST_SYNTHETIC}")
    return int(text)


def _hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= 8760:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of hours from 0 to 8760")
    return hours
