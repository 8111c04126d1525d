"""The command ``palier``: reads its arguments, calls one use case, prints.

Each command imports what it needs when it runs, so that assessing a file does not load a web server.
Exit codes: 0 done, 1 the input or the setting is at fault, 2 the command line is.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from service import __version__
from service.application.names import told
from service.errors import PalierError, UnknownName


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except UnknownName as error:
        print(f"palier: {told(error, options.lang)}", file=sys.stderr)
        return 1
    except PalierError as error:
        print(f"palier: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: argparse.Namespace) -> int:
    if options.command == "assess":
        from service.cli.assess import assess_file

        return assess_file(
            options.file, options.lang, options.include, options.methodology, as_json=options.json
        )
    if options.command == "methodology":
        from service.cli.methodology import check, show

        return check(options.folder) if options.action == "check" else show(options.rule, options.lang)
    if options.command == "openapi":
        from service.cli.openapi import print_contract

        return print_contract()
    from service.settings import read_settings

    settings = read_settings(os.environ)
    if options.command in ("backup", "restore"):
        from service.cli.backup import back_up, restore

        return (back_up if options.command == "backup" else restore)(settings, options.file)
    from service.cli.serve import serve

    return serve(settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="palier",
        description="Community-management maturity, importance and sourcing, assessed by cited rules.",
    )
    parser.add_argument("--version", action="version", version=f"palier {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("serve", help="serve over HTTP; settings are the environment variables PALIER_*")
    _add_assess(commands.add_parser("assess", help="assess one profile and print the answer"))
    methodology = commands.add_parser("methodology", help="check a methodology pack, or show its rules")
    actions = methodology.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="cross-check packs: the shipped ones, or one folder")
    check.add_argument("folder", nargs="?", help="a pack's folder; without it, every shipped pack")
    show = actions.add_parser("show", help="list the rules, or show a rule, a claim or a source")
    show.add_argument("rule", nargs="?", help="an id, such as factor.voice, D2 or LABOURCODE")
    _add_language(show)
    commands.add_parser("openapi", help="print the OpenAPI contract as YAML")
    backup = commands.add_parser("backup", help="copy the database to a new file, while the server works")
    backup.add_argument("file", metavar="FILE", help="the copy to make; it must not exist")
    restore = commands.add_parser("restore", help="put a copy in the place of a database that is not there")
    restore.add_argument("file", metavar="FILE", help="a copy that palier backup has made")
    return parser


def _add_assess(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a profile in JSON; - reads standard input")
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON, not a summary")
    parser.add_argument("--include", default="", help="with --json: profile,trace,counterfactuals,robustness")
    parser.add_argument("--methodology", metavar="VERSION", help="a shipped version; the newest without it")
    _add_language(parser)


def _add_language(parser: argparse.ArgumentParser) -> None:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    usual = "fr" if spoken.lower().startswith("fr") else "en"
    parser.add_argument("--lang", choices=("en", "fr"), default=usual, help=f"language (here: {usual})")
