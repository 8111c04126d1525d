"""What people read of an assessment is set as in their language: answer, summary, pictures of all cases."""

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from rich.console import Console

from service.api.formats.drawings import badge, radar
from service.application.methodology.handbook import notices
from service.cli.summary import Summary
from service.methodology.catalogue import shipped
from service.model.answer.assessment import Assessment
from service.texts import LANGUAGES, Language, texts_of
from tests.engine.support import VERSION, answer
from tests.methodology.packs import case_profiles

# The members of an answer that are words; all others are codes, names and numbers.
WORDS = {"label", "text", "action", "why", "interest"}
PACK = shipped().pack(VERSION)
BADLY_SET = {
    "a hyphen for a minus or a dash": r"(?<!\w)-\d|\d-\d",
    "two spaces": r"\S  +\S",
    "a placeholder left over": r"[{}]|\bNone\b",
    "an empty placeholder": r"“”|«\s*»|\(\)|: ?[.;]|^[,.:;]|, ?[.;]",
    "thousands together": r"(?<![\d.,])(?!(?:19|20)\d\d(?!\d))\d{4}",
    "a noun for one number alone": r"\(s\)",
}
BADLY_SET_IN: dict[Language, dict[str, str]] = {
    "en": {
        "a decimal comma": r"\d,\d(?!\d\d)",
        "the plural after one": r"(?<![\d.,])1 (?:points|months|hours|posts|people|questions|answers)\b",
        "the singular after none or several": r"(?<![\d.,])(?:0|[2-9]) (?:point|month|hour|question)\b",
        "a list in capitals": r"start with [A-Z]|missing on [A-Z]|: [A-Z][a-z-]+ [+−]\d",
        "the euro behind": r"\d ?€",
        "a space before a percent sign": r"\d\s%",
    },
    "fr": {
        "a decimal point": r"\d\.\d",
        "the plural after less than two": r"(?<![\d\u00a0,])[01](?:,\d+)? (?:points|heures|questions)\b",
        "the singular after several": r"(?<![\d\u00a0,])[2-9](?:,\d+)? (?:point|heure|question)\b",
        "a list in capitals": r"commencez par\s: [A-ZÉ]|réponses sur\s: [A-ZÉ]|: [A-ZÉ]\w+ [+−]\d",
        "the euro in front": r"€ ?\d",
        "no space, or a breaking one, by a sign": r"'|[^\u00a0][;?!%€»](?!\w)|«[^\u00a0]| :",
    },
}


def sentences(part: Any) -> Iterator[str]:
    """Every text in an answer that is words."""
    if isinstance(part, dict):
        for name, member in part.items():
            if name in WORDS and member is not None:
                yield member
            else:
                yield from sentences(member)
    elif isinstance(part, list):
        for item in part:
            yield from sentences(item)


def summary(assessment: Assessment, language: Language) -> Iterator[str]:
    """The lines of the summary in a terminal, without the bars and the columns."""
    screen = io.StringIO()
    console = Console(file=screen, width=2000, highlight=False)
    for part in Summary(assessment, PACK.texts[language], texts_of(language)).parts(notices(PACK, language)):
        console.print(part)
    for line in screen.getvalue().splitlines():
        yield from (cell.strip(" │╭╮╰╯─") for cell in re.split(r"[█▒░·•]+|\s{2,}", line))


def pictures(assessment: Assessment, language: Language) -> Iterator[str]:
    """What the badge and the radar say."""
    for draw in (badge, radar):
        for element in ElementTree.fromstring(draw(assessment.maturity, language)).iter():
            yield (element.text or "").strip()


def faults(text: str, language: Language) -> list[str]:
    """What is badly set in a text."""
    return [
        fault for fault, pattern in (BADLY_SET | BADLY_SET_IN[language]).items() if re.search(pattern, text)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_read_is_set_as_their_language_is(language: Language) -> None:
    said: set[str] = set()
    for i, profile in enumerate(case_profiles()):
        assessment = answer(profile, language, frozenset({"trace"}))
        said.update(sentences(msgspec.to_builtins(assessment)))
        said.update(pictures(assessment, language))
        # Drawing a table for a terminal takes longer than all the rest.
        if i % 6 == 0:
            said.update(summary(assessment, language))
    assert len(said) > 300
    assert not {text: found for text in said if (found := faults(text, language))}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Points: in-house-led hybrid -2.0."),
        ("en", "from 60-80"),
        ("en", "€1200 a month"),
        ("en", "1,5 points"),
        ("en", "1 points"),
        ("en", "0 point"),
        ("en", "To reach “Community”, start with Tools."),
        ("en", "1,200 €"),
        ("en", "71 %"),
        ("en", "two  spaces"),
        ("en", "At least {low}."),
        ("en", "Rules out: ."),
        ("fr", "2.5 points"),
        ("fr", "0,5 points"),
        ("fr", "12 000€ : trop"),
        ("fr", "€1 200"),
        ("fr", "commencez par : Stratégie"),
    ],
)
def test_what_is_badly_set_is_found(language: Language, text: str) -> None:
    assert faults(text, language)
