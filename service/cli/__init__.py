"""The command ``palier``: reads its arguments, calls one use case, prints.

Each command's function is imported when it runs, so that assessing a file does not load a web server.
Exit codes: 0 done, 1 the input or a setting is at fault, 2 the command line is, 3 a server ended and had to
abandon something that hangs, 130 interrupted.
"""

import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from service.cli.arguments import parse
from service.cli.invocation import Invocation, language_of
from service.cli.messages import describe_error, warn_of_unknown_settings
from service.cli.streams import open_missing_streams, tell
from service.errors import InvalidPack, PalierError
from service.texts import InvalidTexts

# What shells report for a command that was interrupted.
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    open_missing_streams()
    arguments = sys.argv[1:] if arguments is None else arguments
    language = language_of(arguments, os.environ)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal without Unicode shows question marks instead of ending the command.
        sys.stdout.reconfigure(errors="replace")
    try:
        options = parse(arguments, language)
        warn_of_unknown_settings(os.environ, language)
        return command_function(options.run)(Invocation(options, language))
    except InvalidPack as error:
        problems = error.problems[language]
        tell("\n".join(f"palier: {error.name}: {problem}" for problem in problems))
        return 1
    except PalierError as error:
        tell(f"palier: {describe_error(error, language)}")
        return 1
    except InvalidTexts as error:
        tell("\n".join(f"palier: {problem}" for problem in error.problems))
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of the output (head, less) has gone: there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def command_function(name: str) -> Callable[[Invocation], int]:
    """Import the function that a command names as ``module:function`` of ``service.cli.commands``."""
    module, _, function = name.partition(":")
    run: Callable[[Invocation], int] = getattr(import_module(f"service.cli.commands.{module}"), function)
    return run
