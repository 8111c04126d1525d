"""Every word of the service that people read, outside of methodology packs: TOML files for each language.

Those of the contract's schemas stand apart, since only a server reads them. A file is decoded against its
shape and compared with that of the first language: same keys, same placeholders, no empty text. A further
language is a file in each folder and its code in ``Language``; each methodology pack then needs texts in it.
Imports nothing of Palier.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from service.texts.contract_shape import SchemaTexts
from service.texts.reading import AnyTexts, InvalidTexts, convert, differences, extra_files, file_name, read
from service.texts.shape import Texts

__all__ = [
    "LANGUAGES",
    "InvalidTexts",
    "Language",
    "SchemaTexts",
    "Texts",
    "check_texts",
    "load_texts",
    "schema_texts_of",
    "texts_of",
]

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_FOLDER = Path(__file__).parent
_SCHEMAS = _FOLDER / "schemas"


@cache
def texts_of(language: Language) -> Texts:
    """Return the words in this language, read when first needed; raises ``InvalidTexts``."""
    return _converted(_FOLDER, Texts, language)


@cache
def schema_texts_of(language: Language) -> SchemaTexts:
    """Return the words of the contract's schemas in this language; raises ``InvalidTexts``."""
    return _converted(_SCHEMAS, SchemaTexts, language)


def check_texts() -> None:
    """Compare the shipped languages; raises ``InvalidTexts`` with every problem found."""
    for folder in (_FOLDER, _SCHEMAS):
        _compare(folder, LANGUAGES)
    for language in LANGUAGES:
        texts_of(language)
        schema_texts_of(language)


def load_texts(
    folder: Path, shape: type[AnyTexts], languages: Sequence[str] = LANGUAGES
) -> dict[str, AnyTexts]:
    """Read the file of each language in ``folder``; raises ``InvalidTexts`` with every problem found."""
    _compare(folder, languages)
    return {language: _converted(folder, shape, language) for language in languages}


def _compare(folder: Path, languages: Sequence[str]) -> None:
    first = languages[0]
    problems = list(extra_files(folder, languages))
    for language in languages:
        documents = _document(folder, first), _document(folder, language)
        problems += differences(*documents, f"{first}.toml", file_name(folder, language))
    if problems:
        raise InvalidTexts(tuple(problems))


def _converted(folder: Path, shape: type[AnyTexts], language: str) -> AnyTexts:
    return convert(_document(folder, language), shape, file_name(folder, language))


@cache
def _document(folder: Path, language: str) -> dict[str, Any]:
    return read(folder, language)
