"""The command ``palier``: reads its arguments, calls one use case, prints.

Each command imports what it needs when it runs, so that assessing a file does not load a web server.
Exit codes: 0 done, 1 the input or the setting is at fault, 2 the command line is.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import timedelta

from service.application.methodology.lookup import describe_unknown_name
from service.cli.arguments import parser
from service.errors import PalierError, UnknownName
from service.settings import Settings, read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        return _run(options)
    except UnknownName as error:
        print(f"palier: {describe_unknown_name(error, getattr(options, 'lang', 'en'))}", file=sys.stderr)
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
        from service.cli.commands.assess import assess_file

        return assess_file(
            options.file, options.lang, options.include, options.methodology, as_json=options.json
        )
    if options.command == "methodology" and options.action != "diff":
        from service.cli.commands.methodology import check, show

        return check(options.folder) if options.action == "check" else show(options.rule, options.lang)
    if options.command == "openapi":
        from service.cli.commands.openapi import print_contract

        return print_contract()
    return _with_database(read_settings(os.environ), options)


def _with_database(settings: Settings, options: argparse.Namespace) -> int:
    if options.command in ("tenants", "keys"):
        from service.cli.commands import access

        return (access.tenants if options.command == "tenants" else access.keys)(settings, options)
    if options.command in ("benchmarks", "synthesise", "methodology"):
        return _reckon(settings, options)
    if options.command in ("backup", "restore", "migrate", "purge"):
        return _maintain(settings, options)
    from service.cli.commands.serve import serve

    return serve(settings)


def _reckon(settings: Settings, options: argparse.Namespace) -> int:
    if options.command == "benchmarks":
        from service.cli.commands.benchmarks import publish

        days = options.unless_newer
        return publish(settings, options.methodology, None if days is None else timedelta(days=days))
    if options.command == "synthesise":
        from service.cli.commands.synthesis import synthesise

        return synthesise(settings, options.tenant, options.number, options.seed, options.days)
    from service.cli.commands.methodology_diff import diff

    return diff(settings, options.before, options.after, options.tenant, as_json=options.json)


def _maintain(settings: Settings, options: argparse.Namespace) -> int:
    from service.cli.commands import maintenance

    if options.command == "migrate":
        return maintenance.migrate(settings)
    if options.command == "purge":
        return maintenance.purge(settings, options.days)
    work = maintenance.back_up if options.command == "backup" else maintenance.restore
    return work(settings, options.file)
