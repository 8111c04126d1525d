"""Words of the contract: the first language in OpenAPI's own fields, every other one beside, as ``x-…-xx``.

Imports the texts.
"""

from collections.abc import Callable

from service.texts import LANGUAGES, Texts, texts_of


def in_every_language(field: str, text: Callable[[Texts], str]) -> dict[str, str]:
    """Return a field of the contract in every language: ``{field: …, "x-field-fr": …}``."""
    first, *others = LANGUAGES
    extensions = {f"x-{field}-{language}": text(texts_of(language)) for language in others}
    return {field: text(texts_of(first)), **extensions}


def description(text: Callable[[Texts], str]) -> dict[str, str]:
    """Return a description in every language."""
    return in_every_language("description", text)
