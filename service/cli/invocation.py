"""One call of the command ``palier``: what was typed, and what its function needs beside."""

import argparse
import os
from collections.abc import Mapping
from functools import cached_property

from service.settings import Settings, read_settings
from service.texts import LANGUAGES, Language, texts_of
from service.texts.shape import CommandLineTexts


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


def terminal_language(environ: Mapping[str, str]) -> Language:
    """Return the language of the locale, by the variables of POSIX; English where the service lacks it."""
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return next((language for language in LANGUAGES if locale.lower().startswith(language)), "en")
