"""Words of the contract: the first language in OpenAPI's own fields, every other one beside, as ``x-…-xx``.

Imports the texts.
"""

from collections.abc import Callable

from service.texts import LANGUAGES, Language, SchemaTexts, Texts, schema_texts_of, texts_of


def in_every_language(field: str, text: Callable[[Texts], str]) -> dict[str, str]:
    """Return a field of the contract in every language: ``{field: …, "x-field-fr": …}``."""
    return _beside(field, lambda language: text(texts_of(language)))


def description(text: Callable[[Texts], str]) -> dict[str, str]:
    """Return a description in every language."""
    return in_every_language("description", text)


def schema_description(text: Callable[[SchemaTexts], str]) -> dict[str, str]:
    """Return a description in every language, from the words of schemas."""
    return _beside("description", lambda language: text(schema_texts_of(language)))


def _beside(field: str, text: Callable[[Language], str]) -> dict[str, str]:
    first, *others = LANGUAGES
    return {field: text(first)} | {f"x-{field}-{language}": text(language) for language in others}
