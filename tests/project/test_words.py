"""Terms that were found wrong stay out of everything that people read, in the service and in its packs."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from service.texts import LANGUAGES
from tests.project.test_texts import BADLY_SET

ROOT = Path(__file__).parents[2]
TERMS: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "unwanted_words.toml").read_text("utf-8")
)["terms"]
TEXTS = ROOT / "service" / "texts"
FOLDERS = [TEXTS, TEXTS / "schemas", *(ROOT / "service" / "methodology" / "packs").glob("*/texts")]


def _values(table: Any) -> list[str]:
    if isinstance(table, dict):
        return [text for value in table.values() for text in _values(value)]
    return [str(table)]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_unwanted_term_came_back(folder: Path, language: str) -> None:
    texts = _values(tomllib.loads((folder / f"{language}.toml").read_text("utf-8")))
    for term in TERMS:
        if term["language"] == language:
            found = [text for text in texts if re.search(term["word"], text, re.IGNORECASE)]
            assert not found, f"{found[0]!r}: write {term['instead']}"


def test_every_unwanted_term_is_of_a_language_of_the_service() -> None:
    assert {term["language"] for term in TERMS} <= set(LANGUAGES)


@pytest.mark.parametrize("folder", FOLDERS[2:], ids=lambda folder: folder.parent.name)
def test_the_french_of_a_pack_is_set_as_french_is(folder: Path) -> None:
    for text in _values(tomllib.loads((folder / "fr.toml").read_text("utf-8"))):
        assert not BADLY_SET.search(text)
