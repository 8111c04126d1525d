"""The service's texts: both languages hold the same keys and placeholders, and a gap is named."""

from pathlib import Path

import pytest

from service.errors import InvalidTexts
from service.texts import LANGUAGES, load_texts, texts_of

FOLDER = Path(__file__).parents[2] / "service" / "texts"


def _copy(folder: Path, **edits: tuple[str, str]) -> Path:
    for language in LANGUAGES:
        text = (FOLDER / f"{language}.toml").read_text("utf-8")
        old, new = edits.get(language, ("", ""))
        (folder / f"{language}.toml").write_text(text.replace(old, new, 1) if old else text, "utf-8")
    return folder


def test_every_language_is_shipped_whole() -> None:
    assert load_texts(FOLDER).keys() == set(LANGUAGES)
    assert texts_of("fr").lookup.keys() == texts_of("en").lookup.keys()


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (("one = ", "other = "), "fr.toml: lookup.one is missing"),
        (("{known}", "{autre}"), "fr.toml: lookup.one has other placeholders"),
        (("[lookup]", '[lookup]\nlost = "x"'), "fr.toml: lookup.lost is not in en.toml"),
        (("[lookup]", "[lookup"), "fr.toml: Expected"),
    ],
)
def test_a_gap_in_one_language_is_named(tmp_path: Path, edit: tuple[str, str], says: str) -> None:
    with pytest.raises(InvalidTexts, match=says.replace(".", r"\.").replace("[", r"\[")):
        load_texts(_copy(tmp_path, fr=edit))
