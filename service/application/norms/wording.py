"""Sentences about cohorts and positions, and figures as a language writes them. Imports the texts."""

from service.texts import Language, texts_of


def sentence(key: str, language: Language, **values: object) -> str:
    """Return a text about norms, with its placeholders filled."""
    texts = texts_of(language)
    return texts.writing.fill(texts.norms[key], **values)


def number(value: float, language: Language) -> str:
    """Return a figure with two decimals, as it is written in this language."""
    return texts_of(language).writing.number(value, 2)
