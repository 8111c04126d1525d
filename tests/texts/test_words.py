"""English texts keep clear of what was found wrong in them; texts are filled in one place, by one grammar."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "service"
WORDS = tomllib.loads(Path(__file__).with_name("rejected.en.toml").read_text("utf-8"))
PACKS = SERVICE / "methodology" / "packs"
FILES = [
    SERVICE / "texts" / "en.toml",
    SERVICE / "texts" / "schemas" / "en.toml",
    *PACKS.glob("*/texts/en.toml"),
]
PAGES = [
    *ROOT.glob("*.md"),
    *SERVICE.rglob("*.md"),
    ROOT / "deploy/README.md",
    *(ROOT / "openapi").glob("*.md"),
]
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
# A number that is filled in, and a noun in the plural whatever the number is.
NUMBERS = "count|number|days|hours|seconds|months|limit|most|least|longest|votes|points|times|rows|length"
RIGID_NOUN = re.compile(rf"\{{({NUMBERS})\}} (?!was\b|shows\b)[a-zà-ÿ]+s\b")
# What fills a text by another grammar: the JSON of msgspec, a component's address, a column, a list of codes.
FILLED_OTHERWISE = ("msgspec.json", "SCHEMA_REF", "kind.shown", "texts.meaning")


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a file by the path of its key."""
    for key, member in value.items():
        name = f"{path}.{key}".lstrip(".")
        if isinstance(member, dict):
            yield from texts(member, name)
        elif isinstance(member, str):
            yield name, member


@cache
def texts_in(language: str) -> list[tuple[str, str]]:
    """Every text of the service and of its packs in a language."""
    files = [file.with_name(f"{language}.toml") for file in FILES]
    return [found for file in files for found in texts(tomllib.loads(file.read_text("utf-8")))]


def test_what_was_rejected_stays_away_from_english_texts() -> None:
    # The marks of the language, and lines that set words in columns, are no sentences.
    sentences = {
        path: CODE.sub("``", text)
        for path, text in texts_in("en")
        if not path.startswith(("writing.", "command_line.methodology."))
    }
    for pattern, instead in (WORDS["instead"] | WORDS["in_texts"]).items():
        found = {path: text for path, text in sentences.items() if re.search(pattern, text, re.IGNORECASE)}
        assert not found, f"write {instead}"


def test_what_was_rejected_stays_away_from_english_pages() -> None:
    for page in PAGES:
        if page.name.endswith(".fr.md"):
            continue
        words = CODE.sub("``", page.read_text("utf-8"))
        for pattern, instead in WORDS["instead"].items():
            found = re.search(pattern, words, re.IGNORECASE)
            assert not found, f"{page.relative_to(ROOT)}: “{found and found[0]}”: write {instead}"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_noun_after_a_number_agrees_with_it(language: str) -> None:
    rigid = {path: text for path, text in texts_in(language) if RIGID_NOUN.search(text)}
    assert rigid.keys() <= set(WORDS["several"]["texts"]), "write {n:singular|plural}"
    for path, text in texts_in(language):
        for forms in re.findall(r"{\w+:([^{}]*)}", text):
            assert re.fullmatch(r"[^|]+\|[^|]+", forms), f"{path}: a noun has a singular and a plural"


def test_texts_are_filled_by_the_writing_of_their_language_alone() -> None:
    for path in SERVICE.rglob("*.py"):
        if path.parent != SERVICE / "texts":
            for call in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    filled = ast.unparse(call.func.value)
                    is_filling = call.func.attr in ("format", "format_map")
                    place = f"{path.relative_to(ROOT)}:{call.lineno}"
                    assert not is_filling or filled in FILLED_OTHERWISE, f"{place}: use Writing.fill"
