"""Every word of the service that people read, outside of methodology packs: one TOML file for each language.

A file is decoded against ``shape`` and compared with the first language: same keys, same placeholders, no
empty text. A third language is a file beside these, and its code in ``Language``. Imports the errors only.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

import msgspec

from service.errors import InvalidTexts
from service.texts.shape import Texts

__all__ = ["LANGUAGES", "Language", "Texts", "load_texts", "texts_of"]

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_PLACEHOLDER = re.compile(r"{(\w*)}")


@cache
def texts_of(language: Language) -> Texts:
    """Return the words in this language, read once; raises ``InvalidTexts`` with every problem found."""
    return _shipped()[language]


@cache
def _shipped() -> dict[Language, Texts]:
    return load_texts(files("service.texts"))


def load_texts(folder: Traversable) -> dict[Language, Texts]:
    """Read the file of each language in ``folder``; raises ``InvalidTexts`` with every problem found."""
    documents = {language: _document(folder.joinpath(f"{language}.toml")) for language in LANGUAGES}
    first, *others = LANGUAGES
    known = dict(_leaves(documents[first]))
    problems = [f"{first}.toml: {path} is empty" for path, text in known.items() if not text.strip()]
    for language in others:
        problems += _differences(known, dict(_leaves(documents[language])), first, language)
    if problems:
        raise InvalidTexts(tuple(problems))
    return {language: _converted(document, language) for language, document in documents.items()}


def _document(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidTexts((f"{file.name}: {error}",)) from error


def _converted(document: dict[str, Any], language: Language) -> Texts:
    try:
        return msgspec.convert(document, Texts)
    except msgspec.ValidationError as error:
        raise InvalidTexts((f"{language}.toml: {error}",)) from error


def _leaves(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, member in value.items():
        name = f"{path}.{key}" if path else key
        if isinstance(member, Mapping):
            yield from _leaves(member, name)
        else:
            yield name, str(member)


def _differences(known: dict[str, str], other: dict[str, str], first: str, language: str) -> Iterator[str]:
    yield from (f"{language}.toml: {path} is missing; {first}.toml has it" for path in known.keys() - other)
    yield from (f"{language}.toml: {path} is not in {first}.toml" for path in other.keys() - known)
    for path in sorted(known.keys() & other.keys()):
        if not other[path].strip():
            yield f"{language}.toml: {path} is empty"
        if set(_PLACEHOLDER.findall(known[path])) != set(_PLACEHOLDER.findall(other[path])):
            yield f"{language}.toml: {path} has other placeholders than in {first}.toml"
