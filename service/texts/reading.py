"""Reads a file of texts and says what is wrong with it: the file, the line or the key, and what to do.

Its own sentences are English: they are read by who edits these files, and are needed when a file is broken.
"""

import re
import tomllib
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from service.texts.section import Section

# {name}, {name:singular|plural}, and %s or %(name)s in the messages of Python's argparse.
_PLACEHOLDER = re.compile(r"{(\w*)(?::[^{}]*)?}|%(?:\(\w+\))?[srd]")
_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_PLACE = re.compile(r" - at `\$\.?(.*)`$")

AnyTexts = TypeVar("AnyTexts", bound=Section)


class InvalidTexts(Exception):
    """The service's own texts cannot be used; ``problems`` lists every problem found."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


def file_name(folder: Path, language: str) -> str:
    """Return the name of the file of a language, with its folder's."""
    return f"{folder.name}/{language}.toml"


def read(folder: Path, language: str) -> dict[str, Any]:
    """Parse the file of a language; raises ``InvalidTexts`` naming the line where its syntax is wrong."""
    name = file_name(folder, language)
    try:
        return tomllib.loads(folder.joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidTexts(
            (f"{name} is missing: copy the file of another language and translate it",)
        ) from error
    except tomllib.TOMLDecodeError as error:
        line = _LINE.search(str(error))
        place = f"{name}, line {line[1]}" if line and line[1] else name
        what = _LINE.sub("", str(error))
        raise InvalidTexts((f"{place}: {what}: mend it; a text stands in double quotes",)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidTexts((f"{name}: {error}: save it as UTF-8, readable by this process",)) from error


def convert(document: dict[str, Any], shape: type[AnyTexts], file: str) -> AnyTexts:
    """Return the typed texts; raises ``InvalidTexts`` naming the key that is wrong."""
    try:
        return msgspec.convert(document, shape)
    except msgspec.ValidationError as error:
        place = _PLACE.search(str(error))
        key = f": {place[1]}" if place else ""
        what = _PLACE.sub("", str(error))
        raise InvalidTexts((f"{file}{key}: {what}: compare with {shape.__name__}",)) from error


def differences(first: Mapping[str, Any], other: Mapping[str, Any], model: str, file: str) -> Iterator[str]:
    """Say which texts a file lacks, has beyond those of the model, leaves empty or fills differently."""
    known, translated = dict(_leaves(first)), dict(_leaves(other))
    for path in known.keys() - translated.keys():
        yield f"{file}: {path} is missing: {model} has “{known[path]}”, translate it"
    for path in translated.keys() - known.keys():
        yield f"{file}: {path} is not in {model}: remove it, or add it there"
    for path in sorted(known.keys() & translated.keys()):
        # A no-break space is a text: it separates thousands.
        if not translated[path].strip(" \t\n"):
            yield f"{file}: {path} is empty: give its text"
        if placeholders(known[path]) != placeholders(translated[path]):
            yield f"{file}: {path} has other placeholders than in {model}: use {_list(known[path])}"


def extra_files(folder: Path, languages: Container[str]) -> Iterator[str]:
    """Say which files are of a language that the service does not know."""
    for file in folder.iterdir():
        language, _, ending = file.name.partition(".")
        if ending == "toml" and language not in languages:
            yield (
                f"{file_name(folder, language)}: “{language}” is not a language of the service: add it to"
                f" Language in service/texts/__init__.py, and {language}.toml to each folder of texts, in"
                " methodology packs too"
            )


def _leaves(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, member in value.items():
        name = f"{path}.{key}" if path else key
        if isinstance(member, Mapping):
            yield from _leaves(member, name)
        else:
            yield name, str(member)


def placeholders(text: str) -> set[str]:
    """Return what a text is to be filled with: nouns that agree with a number may differ by language."""
    return {match[0] if match[1] is None else f"{{{match[1]}}}" for match in _PLACEHOLDER.finditer(text)}


def _list(text: str) -> str:
    return ", ".join(sorted(placeholders(text))) or "none"
