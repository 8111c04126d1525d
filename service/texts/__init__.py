"""Every word of the service that people read, outside of methodology packs: one TOML file for each language.

A file is decoded against ``shape`` and compared with that of the first language: same keys, same
placeholders, no empty text. A further language is a file beside these and its code in ``Language``; each
methodology pack then needs texts in it. Imports nothing of Palier.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

from service.texts.reading import InvalidTexts, convert, differences, extra_files, read
from service.texts.shape import Texts

__all__ = ["LANGUAGES", "InvalidTexts", "Language", "Texts", "check_texts", "load_texts", "texts_of"]

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@cache
def texts_of(language: Language) -> Texts:
    """Return the words in this language, read when first needed; raises ``InvalidTexts``."""
    return convert(_document(language), language)


@cache
def _document(language: Language) -> dict[str, Any]:
    return read(_folder(), language)


def _folder() -> Traversable:
    # Not a constant: finding it imports much that a command which prints no text does not need.
    return files("service.texts")


def check_texts() -> None:
    """Compare the shipped languages; raises ``InvalidTexts`` with every problem found."""
    _compare(_folder(), {language: _document(language) for language in LANGUAGES})
    for language in LANGUAGES:
        texts_of(language)


def load_texts(folder: Traversable, languages: Sequence[str] = LANGUAGES) -> dict[str, Texts]:
    """Read the file of each language in ``folder``; raises ``InvalidTexts`` with every problem found."""
    documents = {language: read(folder, language) for language in languages}
    _compare(folder, documents)
    return {language: convert(document, language) for language, document in documents.items()}


def _compare(folder: Traversable, documents: Mapping[str, dict[str, Any]]) -> None:
    first, model = next(iter(documents.items()))
    problems = list(extra_files(folder, documents.keys()))
    for language, document in documents.items():
        problems += differences(model, document, first, language)
    if problems:
        raise InvalidTexts(tuple(problems))
