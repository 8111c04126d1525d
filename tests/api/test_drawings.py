"""The pictures of an assessment: sound SVG that says what it shows, for any profile, in both languages."""

import re
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.drawings import badge, radar
from service.model.codes import LANGUAGES
from service.model.maturity import Maturity
from service.model.profile import Profile
from tests.engine.support import answer
from tests.profiles import answered_profiles, profiles

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "rect", "path", "circle", "text", "tspan", "g"}
PICTURES = (radar, badge)
THIN = {"organisation": {"country": "FR", "headcount": 3, "activity_code": "G", "name": "Hidden & Sons"}}


def maturity_of(profile: Profile, language: str) -> Maturity:
    return answer(profile, language).maturity


@given(st.one_of(profiles(), answered_profiles()), st.sampled_from(LANGUAGES), st.sampled_from(PICTURES))
def test_a_picture_is_sound_small_and_needs_nothing_from_elsewhere(profile, language, draw):
    found = maturity_of(profile, language)
    drawn = draw(found, language)
    assert drawn == draw(found, language)
    assert len(drawn) < 12_000
    root = ElementTree.fromstring(drawn)
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ALLOWED
        names = {name for name in element.attrib if not name.startswith("{")}
        assert not {name for name in names if name.startswith("on") or name in ("style", "href", "src")}
    assert b"url(" not in drawn


@given(st.one_of(profiles(), answered_profiles()), st.sampled_from(LANGUAGES))
def test_a_picture_says_every_score_aloud_and_never_a_score_that_is_not_there(profile, language):
    found = maturity_of(profile, language)
    said = ElementTree.fromstring(radar(found, language)).findtext(f"{SVG}desc") or ""
    for competency in found.competencies:
        assert competency.label in said
        if competency.score is None:
            assert re.search(rf"{re.escape(competency.label)} (no score|sans note)", said)
    assert "The Community Roundtable" in said
    if found.label is not None:
        assert found.label in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draw", PICTURES)
def test_without_evidence_a_picture_says_so_and_names_nobody(draw, language):
    drawn = draw(maturity_of(msgspec.convert(THIN, Profile), language), language).decode()
    assert "Hidden" not in drawn
    assert "Niveau 1" not in drawn
    assert "Level 1" not in drawn


def test_the_pictures_differ_by_language_and_by_what_they_show():
    thin = msgspec.convert(THIN, Profile)
    drawn = {draw(maturity_of(thin, language), language) for draw in PICTURES for language in LANGUAGES}
    assert len(drawn) == 4
