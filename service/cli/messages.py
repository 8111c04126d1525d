"""Errors and warnings as the command line says them, in the language of the user."""

from collections.abc import Mapping
from difflib import get_close_matches

from service.application.methodology.lookup import describe_unknown_name
from service.cli.streams import tell
from service.errors import CodedError, PalierError, UnknownName
from service.settings import SETTINGS, unknown_settings
from service.texts import Language, texts_of


def describe_error(error: PalierError, language: Language) -> str:
    """Say what is wrong and what to do; an error without words of its own says what it holds."""
    if isinstance(error, UnknownName):
        return describe_unknown_name(error, language)
    if isinstance(error, CodedError):
        return error.describe(language)
    return str(error)


def warn_of_unknown_settings(environ: Mapping[str, str], language: Language) -> None:
    """Say on standard error which variables look like settings and are none, and which may be meant."""
    texts, unknown = texts_of(language), unknown_settings(environ)
    words, fill = texts.setting_messages, texts.writing.fill
    if unknown.of_a_service:
        tell(f"palier: {fill(words.of_a_service, names=unknown.of_a_service)}")
    for name in unknown.others:
        nearest = get_close_matches(name.upper(), [setting.name for setting in SETTINGS], n=1, cutoff=0.8)
        advice = fill(words.nearest, nearest=nearest[0]) if nearest else words.list
        tell(f"palier: {fill(words.unknown, name=name)} {advice}")
