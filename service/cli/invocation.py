"""One call of the command ``palier``: what was typed, and what its function needs beside."""

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from service.settings import Settings, read_settings
from service.texts import LANGUAGES, Language, texts_of
from service.texts.command_shape import CommandLineTexts


class Invocation:
    """The arguments of one call and the language of what it prints."""

    def __init__(self, options: argparse.Namespace, language: Language) -> None:
        self.options = options
        self.language = language

    @cached_property
    def settings(self) -> Settings:
        """The settings of the environment, read when first needed; raises ``InvalidSetting``."""
        return read_settings(os.environ)

    @property
    def words(self) -> CommandLineTexts:
        """The words of the command line in this language."""
        return texts_of(self.language).command_line

    def fill(self, words: str, /, **values: object) -> str:
        """Return words with their placeholders filled, as this language writes numbers and lists."""
        return texts_of(self.language).writing.fill(words, **values)


def language_of(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """Return the language of a call: that of ``--lang``, else the terminal's.

    Looked up before the arguments are parsed, because parsing prints help and refusals.
    """
    given = _after_lang(arguments)
    return next((language for language in LANGUAGES if language == given), terminal_language(environ))


def _after_lang(arguments: Sequence[str]) -> str:
    given = ""
    for argument, following in pairwise([*arguments, ""]):
        name, _, value = argument.partition("=")
        if name == "--lang":
            given = value or following
    return given


def terminal_language(environ: Mapping[str, str]) -> Language:
    """Return the language of the locale, by the variables of POSIX; English where the service lacks it."""
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    # A locale is a language, then perhaps a country, an encoding and a variant: fr_FR.UTF-8@euro.
    name = re.split("[-_.@]", locale)[0].lower()
    return next((language for language in LANGUAGES if language == name), "en")
