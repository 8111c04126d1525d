"""The pictures of an assessment: sound SVG that says what it shows, for any profile, in both languages."""

import re
from datetime import UTC, datetime
from typing import get_args
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.formats.drawings import badge, radar
from service.application.norms.benchmarks import Benchmarks, NormQuery
from service.application.ports.norm_reader import Edition
from service.methodology.catalogue import shipped
from service.model.answer.benchmark import Norm
from service.model.answer.maturity import Maturity
from service.model.codes import LEVELS, NaceSection
from service.model.profile import Profile
from service.norms import lattice
from service.norms.cohorts import Cell
from service.norms.release import Figures
from service.texts import LANGUAGES
from tests.engine.support import VERSION, answer, cases, profile_of
from tests.fakes.norm_reader import MemoryNormReader
from tests.support.profiles import answered_profiles, profiles

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "rect", "path", "circle", "text", "tspan", "g"}
PICTURES = (radar, badge)
THIN = {"organisation": {"country": "FR", "headcount": 3, "activity_code": "G", "name": "Hidden & Sons"}}


CASES = ("network-reached", "readme-seaside-hotel", "one-artefact", "three-fields-only", "seven-of-eight")
WIDEST_LETTER = 0.6  # Of the size of the text, on average, in the widest of the usual system fonts.


def case(slug: str, language: str) -> Maturity:
    return maturity_of(profile_of(cases("organisations")[slug]), language)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lines_of(text: ElementTree.Element) -> list[tuple[float, str]]:
    """The lines of a text element: where each is set, and its words."""
    placed = [span for span in text if span.get("x")]
    return [(float(line.get("x")), "".join(line.itertext())) for line in (placed or [text]) if line.get("x")]


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", CASES)
def test_every_point_and_every_range_is_drawn_and_a_missing_score_is_not(slug, language):
    found = case(slug, language).competencies
    root = ElementTree.fromstring(radar(case(slug, language), language))
    dots = root.findall(f"{SVG}circle[@r='4.5']")
    ranges = [path for path in root.findall(f"{SVG}path") if path.get("fill-opacity") and path.get("stroke")]
    assert len(dots) == sum(competency.score is not None for competency in found)
    assert len(ranges) == sum(competency.score_low < competency.score_high for competency in found)


def norm_of(section: str, language: str) -> Norm:
    """A released norm of that section, whose label may be long."""
    asked = NormQuery(
        space="x",
        language=language,
        assessor="third_party",
        nace_section=section,
        size_class="small_medium",
    )
    counts = lattice.empty()
    lattice.add_vote(counts, bytes([40] + [7] * 8))
    figures = {Cell("third_party", section, "small_medium"): Figures(20, 1, [30 * n for n in counts])}
    edition = Edition(VERSION, 1, datetime(2026, 11, 22, tzinfo=UTC))
    return Benchmarks(shipped(), MemoryNormReader()).describe(asked, edition, figures, None).norm


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", get_args(NaceSection))
def test_the_median_of_a_cohort_is_drawn_and_said_aloud(section, language):
    found, norm = case("one-artefact", language), norm_of(section, language)
    drawn = radar(found, language, norm)
    said = ElementTree.fromstring(drawn).findtext(f"{SVG}desc")
    assert norm.cohort.label in said
    assert said.count("2,75" if language == "fr" else "2.75") == 8
    assert drawn.count(b'stroke-dasharray="5 4"') == 1
    assert len(drawn) < 12_000
    assert_readable(drawn)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", CASES)
def test_every_word_of_the_radar_can_be_read_and_is_whole(slug, language):
    assert_readable(radar(case(slug, language), language))


def assert_readable(drawn: bytes) -> None:
    root = ElementTree.fromstring(drawn)
    back, width = root.find(f"{SVG}rect").get("fill"), float(root.get("width"))
    for text in root.findall(f"{SVG}text"):
        for element in text.iter():
            assert contrast(element.get("fill", text.get("fill")), back) >= 4.5
        for x, words in lines_of(text):
            breadth = len(words) * float(text.get("font-size")) * WIDEST_LETTER
            left = x - breadth * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "middle")]
            assert left >= 0, words
            assert left + breadth <= width, words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", CASES)
def test_a_badge_says_the_level_or_those_possible_in_colours_that_can_be_read(slug, language):
    found = case(slug, language)
    root = ElementTree.fromstring(badge(found, language))
    name, said = root.findall(f"{SVG}text")
    word = {"en": "Level", "fr": "Niveau"}[language]
    low, high = (LEVELS.index(level) + 1 for level in (found.level_low, found.level_high))
    to = {"en": "to", "fr": "à"}[language]
    assert name.text == "Palier"
    assert (
        said.text
        == {
            "assessed": f"{word} {low} · {found.label}",
            "provisional": f"{word} {low} {to} {high} possible",
            "insufficient_evidence": {"en": "not enough answers", "fr": "trop peu de réponses"}[language],
        }[found.status]
    )
    for text in (name, said):
        assert contrast(text.get("fill"), root.find(f"{SVG}rect").get("fill")) >= 4.5


@given(profiles(), st.sampled_from(LANGUAGES))
def test_what_is_open_is_never_drawn_solid(profile, language):
    found = maturity_of(profile, language)
    steps = ElementTree.fromstring(badge(found, language)).findall(f"{SVG}rect[@width='9']")
    hollow, solid = ([step for step in steps if step.get("fill") == fill] for fill in ("none", "#f29a74"))
    possible = LEVELS.index(found.level_high) - LEVELS.index(found.level_low) + 1
    assert (len(hollow), len(solid)) == {
        "assessed": (0, 1), "provisional": (possible, 0), "insufficient_evidence": (0, 0),
    }[found.status]  # fmt: skip
    root = ElementTree.fromstring(radar(found, language))
    dots = root.findall(f"{SVG}circle[@r='4.5']")
    known = [scored for scored in found.competencies if scored.score_low == scored.score_high]
    assert sum(dot.get("fill") == dot.get("stroke") for dot in dots) == len(known)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draw", PICTURES)
def test_a_picture_ends_with_the_standing_sentence_of_the_methodology(draw, language):
    said = ElementTree.fromstring(draw(case(CASES[0], language), language)).findtext(f"{SVG}desc")
    assert said.endswith(shipped().pack(VERSION).texts[language].standing.not_affiliated)


@pytest.mark.parametrize("draw", PICTURES)
def test_words_are_never_taken_for_markup(draw):
    drawn = draw(msgspec.structs.replace(case(CASES[0], "en"), label='</text><script>"&'), "en")
    root = ElementTree.fromstring(drawn)
    assert b"<script" not in drawn
    assert '</text><script>"&' in "".join(root.itertext())
