"""Maturity and importance, for any valid profile: monotone, within their bounds, adding up."""

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.model import codes
from service.model.answer.importance import Importance
from service.model.answer.maturity import CompetencyScore, Maturity
from service.model.profile import Profile
from tests.engine.moves import ANY, rising
from tests.engine.support import UNKNOWN, answer, changed, value_at
from tests.support.profiles import answered_profiles, profiles

ARTEFACTS = [(key, step) for key in codes.COMPETENCIES for step in codes.STEPS]
FALLING = st.sampled_from([("yes", "partly"), ("partly", "no"), ("yes", "no")])
CRITERIA = ("brand_advantage", "digital_transformation", "web_native")


def pointer_to(artefact: tuple[str, str]) -> str:
    return f"/competencies/{artefact[0]}/{artefact[1]}"


def rank_of(level: str | None) -> int:
    return -1 if level is None else codes.LEVELS.index(level)


def answers_of(profile: Profile, competency: str) -> list[str | None]:
    return [value_at(profile, pointer_to((competency, step))) for step in codes.STEPS]


def index_range(maturity: Maturity) -> tuple[float, float]:
    return maturity.index_low, maturity.index_high


def level_range(maturity: Maturity) -> tuple[int, int]:
    return rank_of(maturity.level_low), rank_of(maturity.level_high)


def score_range(scored: CompetencyScore | Importance) -> tuple[float, float]:
    return scored.score_low, scored.score_high


def is_inside(inner: tuple[float, float], outer: tuple[float, float]) -> bool:
    return outer[0] <= inner[0] <= inner[1] <= outer[1]


@given(ANY, st.sampled_from(ARTEFACTS), FALLING)
def test_a_better_answer_to_an_artefact_never_lowers_anything(profile, artefact, answers):
    better, worse = (answer(changed(profile, {pointer_to(artefact): stated})).maturity for stated in answers)
    assert (worse.index is None) is (better.index is None)
    assert worse.index is None or worse.index <= better.index
    assert rank_of(worse.level) <= rank_of(better.level)
    assert worse.index_low <= better.index_low
    assert worse.index_high <= better.index_high
    for before, after in zip(worse.competencies, better.competencies, strict=True):
        assert before.score is None or before.score <= after.score


@given(ANY, st.sampled_from(CRITERIA), rising(st.integers(0, 4)))
def test_a_stronger_criterion_never_lowers_the_importance(profile, criterion, scale):
    field = f"/importance/{criterion}"
    weaker, stronger = (answer(changed(profile, {field: value})).importance for value in scale)
    assert weaker.score <= stronger.score
    assert codes.BANDS.index(weaker.band) <= codes.BANDS.index(stronger.band)
    assert weaker.score_low <= stronger.score_low
    assert weaker.score_high <= stronger.score_high


@given(ANY)
def test_every_point_lies_within_its_bounds(profile):
    assessment = answer(profile)
    maturity, importance = assessment.maturity, assessment.importance
    assert 1 <= maturity.index_low <= maturity.index_high <= 4
    assert maturity.index is None or maturity.index_low <= maturity.index <= maturity.index_high
    for scored in maturity.competencies:
        assert 1 <= scored.score_low <= scored.score_high <= 4
        assert scored.score is None or scored.score_low <= scored.score <= scored.score_high
    assert 0 <= importance.score_low <= importance.score_high <= 100
    assert importance.score is None or importance.score_low <= importance.score <= importance.score_high


@given(ANY)
def test_the_level_shown_is_among_the_possible_ones(profile):
    maturity = answer(profile).maturity
    lowest, highest = level_range(maturity)
    assert lowest <= highest
    assert maturity.level is None or lowest <= rank_of(maturity.level) <= highest


@given(ANY, st.sampled_from(ARTEFACTS), st.sampled_from(["yes", "partly", "no"]))
def test_answering_an_artefact_never_widens_the_bounds_nor_leaves_them(profile, artefact, stated):
    assume(value_at(profile, pointer_to(artefact)) in (None, "unknown"))
    assume(value_at(profile, f"/competencies/{artefact[0]}/level") is None)
    before, after = answer(profile), answer(changed(profile, {pointer_to(artefact): stated}))
    assert is_inside(index_range(after.maturity), index_range(before.maturity))
    assert is_inside(level_range(after.maturity), level_range(before.maturity))
    assert before.maturity.coverage <= after.maturity.coverage
    for first, second in zip(before.maturity.competencies, after.maturity.competencies, strict=True):
        assert is_inside(score_range(second), score_range(first))


@given(ANY, st.sampled_from(CRITERIA), st.integers(0, 4))
def test_answering_a_criterion_never_widens_the_bounds_nor_leaves_them(profile, criterion, value):
    assume(value_at(profile, f"/importance/{criterion}") is None)
    assume(criterion != "web_native" or value_at(profile, "/importance/web_communication_core") is None)
    before = answer(profile).importance
    after = answer(changed(profile, {f"/importance/{criterion}": value})).importance
    assert is_inside(score_range(after), score_range(before))


@given(ANY, st.integers(0, 4), st.booleans())
def test_either_web_answer_settles_the_criterion(profile, native, core):
    web = {"/importance/web_native": None, "/importance/web_communication_core": None}
    settled = {
        name: answer(changed(profile, {**web, **answers}))
        for name, answers in {
            "native": {"/importance/web_native": native},
            "core": {"/importance/web_communication_core": core},
            "both": {"/importance/web_native": native, "/importance/web_communication_core": False},
        }.items()
    }
    others = [value_at(profile, f"/importance/{criterion}") for criterion in CRITERIA[:2]]
    for assessment in settled.values():
        importance = assessment.importance
        assert importance.criteria[2].points is not None
        assert None in others or importance.score_low == importance.score_high
        assert not web.keys() & {question.pointer for question in assessment.next.questions}
    assert settled["native"].importance == settled["both"].importance


@given(answered_profiles())
def test_bounds_meet_when_everything_is_answered(profile):
    assessment = answer(profile)
    maturity, importance = assessment.maturity, assessment.importance
    assert maturity.index_low == maturity.index == maturity.index_high
    assert importance.score_low == importance.score == importance.score_high
    assert maturity.level_low == maturity.level == maturity.level_high
    assert (maturity.coverage, importance.status) == (1, "assessed")


@given(ANY)
def test_contributions_add_up_to_the_index_and_points_to_the_importance(profile):
    assessment = answer(profile)
    if assessment.maturity.index is not None:
        parts = [
            competency.contribution
            for competency in assessment.maturity.competencies
            if competency.contribution is not None
        ]
        assert round(100 * sum(parts)) == round(100 * assessment.maturity.index)
    points = [
        criterion.points for criterion in assessment.importance.criteria if criterion.points is not None
    ]
    if assessment.importance.score is None:
        assert not points
    else:
        assert sum(points) == assessment.importance.score


@given(profiles())
def test_without_a_stated_answer_there_is_no_level_and_none_is_made_up(profile):
    silent = changed(profile, {"/competencies": None})
    maturity = answer(silent).maturity
    assert (maturity.status, maturity.level, maturity.index) == ("insufficient_evidence", None, None)
    assert (maturity.level_low, maturity.level_high) == (codes.LEVELS[0], codes.LEVELS[-1])
    assert maturity.coverage == 0
    assert answer(silent).next.questions


@given(profiles(), st.sampled_from(codes.SETUPS))
def test_an_inference_moves_neither_the_bounds_nor_the_coverage(profile, setup):
    without = answer(changed(profile, {"/presence/current_setup": None})).maturity
    maturity = answer(changed(profile, {"/presence/current_setup": [setup]})).maturity
    assert (index_range(maturity), level_range(maturity)) == (index_range(without), level_range(without))
    assert (maturity.coverage, maturity.status) == (without.coverage, without.status)


@given(profiles(), st.sampled_from(codes.SETUPS))
def test_a_stated_answer_wins_over_an_inference(profile, setup):
    stated = changed(profile, {"/competencies/community_management": {"emergent": "partly"}})
    without = answer(changed(stated, {"/presence/current_setup": None})).maturity
    assert answer(changed(stated, {"/presence/current_setup": [setup]})).maturity == without


@given(profiles(), st.sampled_from(codes.COMPETENCIES), st.sampled_from(codes.LEVELS))
def test_artefacts_count_over_a_declared_level(profile, competency, level):
    assume(any(stated not in UNKNOWN for stated in answers_of(profile, competency)))
    field = f"/competencies/{competency}/level"
    without, declared = (answer(changed(profile, {field: value})).maturity for value in (None, level))
    assert declared.competencies == without.competencies
    assert declared.index == without.index


@given(profiles())
def test_not_applicable_where_it_is_not_allowed_is_read_as_unknown(profile):
    artefacts = ["strategy/emergent", "culture/network", "content/community", "metrics/network"]
    fields = [f"/competencies/{artefact}" for artefact in artefacts]
    aside, unknown = (dict.fromkeys(fields, value) for value in ("not_applicable", "unknown"))
    assert answer(changed(profile, aside)).maturity == answer(changed(profile, unknown)).maturity


def importance_of(*scales: int) -> int:
    """The importance score of an organisation that answers the three criteria and nothing else."""
    organisation = {"country": "FR", "headcount": 40, "activity_code": "47.71Z"}
    named = dict(zip(CRITERIA, scales, strict=True))
    profile = msgspec.convert({"organisation": organisation, "importance": named}, Profile)
    return answer(profile).importance.score


@pytest.mark.parametrize("strong", [3, 4])
def test_two_strong_criteria_beat_one(strong):
    assert importance_of(strong, 0, 0) < importance_of(strong, strong, 0)
    assert importance_of(0, strong, 0) < importance_of(0, strong, strong)


def test_one_criterion_alone_decides_the_band_by_its_strength():
    for alone in ((4, 0, 0), (0, 4, 0), (0, 0, 4)):
        assert importance_of(*alone) >= 67
    for alone in ((3, 0, 0), (0, 3, 0), (0, 0, 3)):
        assert 34 <= importance_of(*alone) < 67
    for alone in ((2, 0, 0), (0, 2, 0), (0, 0, 2), (1, 0, 0), (0, 1, 0), (0, 0, 1)):
        assert importance_of(*alone) < 34
    assert importance_of(0, 0, 0) <= 10
