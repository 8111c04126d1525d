"""The grammar of the command line: every command, its arguments, and the function that runs it.

A function is named as ``module:function`` of ``service.cli.commands``, to be imported when it runs. Words
are looked up by what is typed, such as ``keys create --kind``. A parser without words parses all the same, so
that a command that prints no help reads no texts.
"""

from argparse import SUPPRESS, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import Any, Never, Self, get_args

from service import __version__
from service.application.ports.key_store import KeyKind
from service.cli.argument_types import ArgumentTypes
from service.cli.translation import translated_argparse
from service.settings import SETTINGS
from service.texts import LANGUAGES, Language, texts_of
from service.texts.shape import Texts


def parse(arguments: Sequence[str] | None, language: Language) -> Namespace:
    """Parse a command line. Ends the process, in this language, for help (0) and for a wrong one (2)."""
    try:
        return build_parser(None).parse_args(arguments)
    except _WordsNeeded:
        texts = texts_of(language)
        with translated_argparse(texts.command_line.argparse):
            return build_parser(texts).parse_args(arguments)


class _WordsNeeded(Exception):
    """Help or an error is to be printed, and the parser has no words."""


class _WordlessParser(ArgumentParser):
    def print_help(self, _file: Any = None) -> None:
        raise _WordsNeeded

    def error(self, _message: str) -> Never:
        raise _WordsNeeded


class _Command:
    """A command, or a group of commands; ``path`` is what is typed to call it."""

    def __init__(self, parser: ArgumentParser, path: str, texts: Texts | None) -> None:
        self._parser = parser
        self._path = path
        self._texts = texts
        self._commands: Any = None
        parser.add_argument("-h", "--help", action="help", help=self._help("--help"))
        # Of every command, before and after its name; a default would undo what was given before it.
        parser.add_argument("--lang", choices=LANGUAGES, default=SUPPRESS, help=self._help("--lang"))

    @property
    def types(self) -> ArgumentTypes:
        """The readers of arguments that are numbers."""
        return ArgumentTypes(self._texts)

    def command(self, name: str, run: str = "") -> Self:
        """Add a command to this group, run by a function, or a further group."""
        if self._commands is None:
            self._commands = self._parser.add_subparsers(required=True, metavar="COMMAND")
        path = f"{self._path} {name}".lstrip()
        words = self._help(path)
        parser = self._commands.add_parser(
            name,
            help=words,
            description=words,
            add_help=False,
        )
        parser.set_defaults(run=run)
        return type(self)(parser, path, self._texts)

    def argument(self, name: str, **options: Any) -> None:
        """Add an argument; its help is listed under the command's path and its option or METAVAR."""
        typed = name if name.startswith("-") else options["metavar"]
        self._parser.add_argument(name, help=self._help(f"{self._path} {typed}".lstrip()), **options)

    def settings_table(self) -> None:
        """List every setting below the help."""
        if self._texts is not None:
            self._parser.formatter_class = RawDescriptionHelpFormatter
            self._parser.epilog = describe_settings(self._texts)

    def _help(self, path: str) -> str:
        # argparse fills in what follows a percent sign.
        return "" if self._texts is None else self._texts.command_line.help[path].replace("%", "%%")


def build_parser(texts: Texts | None) -> ArgumentParser:
    """Return the parser of the command ``palier``, with words or without."""
    parser = (_WordlessParser if texts is None else ArgumentParser)(
        prog="palier", description=None if texts is None else texts.command_line.description, add_help=False
    )
    palier = _Command(parser, "", texts)
    palier.argument("--version", action="version", version=f"palier {__version__}")
    palier.command("serve", run="serve:serve").settings_table()
    _add_assess(palier.command("assess", run="assess:assess"))
    _add_methodology(palier.command("methodology"))
    palier.command("openapi", run="openapi:print_contract")
    _add_tenants(palier.command("tenants"))
    _add_keys(palier.command("keys"))
    _add_benchmarks(palier.command("benchmarks"))
    _add_synthesise(palier.command("synthesise", run="synthesis:synthesise"))
    palier.command("migrate", run="maintenance:migrate")
    palier.command("backup", run="maintenance:back_up").argument("file", metavar="FILE")
    palier.command("restore", run="maintenance:restore").argument("file", metavar="FILE")
    purge = palier.command("purge", run="maintenance:purge")
    purge.argument("--days", type=purge.types.days, metavar="DAYS")
    purge.argument("--trust-clock", action="store_true")
    return parser


def _add_assess(assess: _Command) -> None:
    assess.argument("file", metavar="FILE")
    assess.argument("--json", action="store_true")
    assess.argument("--include", default="", metavar="PARTS")
    assess.argument("--methodology", metavar="VERSION")


def _add_methodology(methodology: _Command) -> None:
    check = methodology.command("check", run="methodology:check")
    check.argument("folder", nargs="?", metavar="FOLDER")
    show = methodology.command("show", run="methodology:show")
    show.argument("name", nargs="?", metavar="ID")
    show.argument("--methodology", metavar="VERSION")
    diff = methodology.command("diff", run="methodology_diff:diff")
    diff.argument("before", metavar="A")
    diff.argument("after", metavar="B")
    diff.argument("--tenant", metavar="TENANT")
    diff.argument("--json", action="store_true")


def _add_tenants(tenants: _Command) -> None:
    create = tenants.command("create", run="access:create_tenant")
    create.argument("name", metavar="NAME")
    create.argument("--owner", metavar="OWNER")
    tenants.command("list", run="access:list_tenants")
    rename = tenants.command("rename", run="access:rename_tenant")
    rename.argument("old", metavar="OLD")
    rename.argument("new", metavar="NEW")
    delete = tenants.command("delete", run="access:delete_tenant")
    delete.argument("name", metavar="NAME")
    delete.argument("--yes", action="store_true")


def _add_keys(keys: _Command) -> None:
    create = keys.command("create", run="access:create_key")
    create.argument("tenant", metavar="TENANT")
    create.argument("--kind", choices=get_args(KeyKind), default="sk_live")
    create.argument("--scopes", default="", metavar="SCOPES")
    create.argument("--origins", default="", metavar="ORIGINS")
    create.argument("--label", default="", metavar="TEXT")
    listing = keys.command("list", run="access:list_keys")
    listing.argument("tenant", metavar="TENANT", nargs="?")
    listing.argument("--json", action="store_true")
    keys.command("revoke", run="access:revoke_key").argument("id", metavar="ID")
    rotate = keys.command("rotate", run="access:rotate_key")
    rotate.argument("id", metavar="ID")
    rotate.argument("--grace", type=rotate.types.hours, default=24.0, metavar="HOURS")


def _add_benchmarks(benchmarks: _Command) -> None:
    publish = benchmarks.command("publish", run="benchmarks:publish")
    publish.argument("--methodology", metavar="VERSION")
    publish.argument("--unless-newer", type=publish.types.days, metavar="DAYS")
    publish.argument("--trust-clock", action="store_true")


def _add_synthesise(synthesise: _Command) -> None:
    synthesise.argument("tenant", metavar="TENANT")
    synthesise.argument("number", metavar="NUMBER", type=synthesise.types.number)
    synthesise.argument("--test", action="store_true")
    synthesise.argument("--seed", type=synthesise.types.number, default=1, metavar="NUMBER")
    synthesise.argument("--days", type=synthesise.types.days, default=365, metavar="DAYS")


def describe_settings(texts: Texts) -> str:
    """Return the table of settings, one a line: name, meaning, default."""
    words = texts.command_line
    lines = [words.settings]
    for setting in SETTINGS:
        meaning = texts.settings[setting.name].meaning
        default = setting.default
        line = texts.writing.fill(words.default, meaning=meaning, default=default) if default else meaning
        lines.append(f"  {setting.name:<23} {line}")
    return "\n".join(lines)
