"""Whom an answer speaks to: no management and no colleagues to people alone, no customers to a town hall."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from service.engine.wording import Audience
from service.methodology.audience import words_for
from service.model.codes import NaceSection
from service.model.profile import PeopleRange, Profile
from service.texts import LANGUAGES, Language
from tests.engine.support import answer, compiled
from tests.methodology.packs import current
from tests.support.profiles import plausible

UNWANTED: dict[str, Any] = tomllib.loads((Path(__file__).parent / "audiences.toml").read_text())
TRACE = frozenset({"trace"})
# What an answer is worded with. Claims and sources are told as their authors said them.
SAID = (
    "levels", "bands", "ranges", "models", "tasks", "roles", "skills", "competencies", "objectives",
    "artefacts", "anchors", "gates", "limiting", "vetoes", "unsound", "warnings", "actions", "steps", "paths",
    "provider", "provider_verdicts", "findings", "questions",
)  # fmt: skip
CODE = re.compile(r"[a-z0-9_./|-]+")
ALONE = {"headcount": 1}
A_FEW = {"headcount": PeopleRange(min=1, max=2)}
TOWN_HALL = {"headcount": 60, "activity_code": "84.11Z"}
SMALL_TOWN_HALL = {"headcount": 2, "activity_code": "84.11Z"}
AUDIENCES = [
    (ALONE, ("small",)),
    (A_FEW, ("small",)),
    (TOWN_HALL, ("public",)),
    (SMALL_TOWN_HALL, ("small", "public")),
]


def unwanted(text: str, audiences: tuple[str, ...], language: Language) -> bool:
    words = "|".join(word for audience in audiences for word in UNWANTED[audience][language])
    return not CODE.fullmatch(text) and re.search(words, text, re.IGNORECASE) is not None


def strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from strings(member, f"{path}.{name}".lstrip("."))
    elif isinstance(value, (list, tuple)):
        for member in value:
            yield from strings(member, path)
    elif isinstance(value, str):
        yield path, value


@cache
def organisations() -> list[Profile]:
    return plausible(7, 20)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("who", "audiences"), AUDIENCES)
def test_an_answer_speaks_to_whoever_reads_it(
    who: dict[str, Any], audiences: tuple[str, ...], language: Language
) -> None:
    for profile in organisations():
        described = replace(profile, organisation=replace(profile.organisation, **who))
        told = msgspec.to_builtins(answer(described, language, TRACE))
        # Who wrote the sources, and what the authors gain, is the same for everybody.
        del told["trace"]["sources"]
        said = [(path, text) for path, text in strings(told) if unwanted(text, audiences, language)]
        assert not said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audiences", [("small",), ("public",), ("small", "public")])
def test_no_word_that_an_audience_may_read_is_meant_for_others(
    audiences: tuple[str, ...], language: Language
) -> None:
    texts = words_for(current().texts[language], small="small" in audiences, public="public" in audiences)
    never = {path for audience in audiences for path in UNWANTED["never_said"][audience]}
    for group in SAID:
        for path, text in strings(msgspec.to_builtins(getattr(texts, group)), group):
            if not any(path == name or path.startswith(f"{name}.") for name in never):
                assert not unwanted(text, audiences, language), path


def test_what_is_never_said_has_words_to_leave_out() -> None:
    for language in LANGUAGES:
        for audience in ("small", "public"):
            for path in UNWANTED["never_said"][audience]:
                group, _, name = path.partition(".")
                assert name in getattr(current().texts[language], group), path
                words = strings(msgspec.to_builtins(getattr(current().texts[language], group)[name]))
                assert any(unwanted(text, (audience,), language) for _, text in words), path


def test_nobody_who_might_be_larger_is_spoken_to_as_alone() -> None:
    facts = {"few_people": "unknown", "public_sector": "unknown"}
    assert Audience.of(facts) == Audience(small=False, public=False)
    assert compiled("en").words_for(facts).texts == current().texts["en"]


@pytest.mark.parametrize("section", ["O", "P", "Q"])
def test_those_who_serve_users_are_spoken_to_as_such(section: NaceSection) -> None:
    profile = organisations()[0]
    organisation = replace(profile.organisation, activity_code=section, headcount=60)
    profile = replace(profile, organisation=organisation, importance=None, presence=None)
    asked = {question.pointer: question.text for question in answer(profile).next.questions}
    assert asked["/importance/brand_advantage"] == "Do people come to you for your name?"
