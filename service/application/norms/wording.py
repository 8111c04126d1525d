"""Sentences about cohorts and positions, and figures as a language writes them. Imports the texts."""

from service.texts import Language, texts_of
from service.texts.numbers import write_number


def sentence(key: str, language: Language, **values: object) -> str:
    """Return a text about norms, with its placeholders filled."""
    return texts_of(language).norms[key].format(**values)


def number(value: float, language: Language) -> str:
    """Return a figure with two decimals, as it is written in this language."""
    return write_number(value, texts_of(language).numbers, ".2f")
