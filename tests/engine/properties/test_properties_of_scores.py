"""Maturity and importance, for any valid profile: monotone, bounded by their intervals, adding up."""

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.model import codes
from service.model.profile import Profile
from tests.engine.moves import ANY, rising
from tests.engine.support import UNKNOWN, answer, changed, value_at
from tests.support.profiles import answered_profiles, profiles

ARTEFACTS = [(key, step) for key in codes.COMPETENCIES for step in codes.STEPS]
FALLING = st.sampled_from([("yes", "partly"), ("partly", "no"), ("yes", "no")])
CRITERIA = ("brand_advantage", "digital_transformation", "web_native")


def path_of(artefact: tuple[str, str]) -> str:
    return f"competencies.{artefact[0]}.evidence.{artefact[1]}"


def rank_of(level: str | None) -> int:
    return -1 if level is None else codes.LEVELS.index(level)


def answers_of(profile: Profile, competency: str) -> list[str | None]:
    return [value_at(profile, path_of((competency, step))) for step in codes.STEPS]


def inside(inner: object, outer: object) -> bool:
    return outer.low <= inner.low <= inner.high <= outer.high


@given(ANY, st.sampled_from(ARTEFACTS), FALLING)
def test_a_better_answer_to_an_artefact_never_lowers_anything(profile, artefact, answers):
    better, worse = (answer(changed(profile, {path_of(artefact): stated})).maturity for stated in answers)
    assert worse.index <= better.index
    assert rank_of(worse.level) <= rank_of(better.level)
    assert worse.interval.low <= better.interval.low
    assert worse.interval.high <= better.interval.high
    for before, after in zip(worse.competencies, better.competencies, strict=True):
        assert before.score is None or before.score <= after.score


@given(ANY, st.sampled_from(CRITERIA), rising(st.integers(0, 4)))
def test_a_stronger_criterion_never_lowers_the_importance(profile, criterion, scale):
    field = f"strategy.{criterion}"
    weaker, stronger = (answer(changed(profile, {field: value})).importance for value in scale)
    assert weaker.score <= stronger.score
    assert codes.BANDS.index(weaker.band) <= codes.BANDS.index(stronger.band)
    assert weaker.interval.low <= stronger.interval.low
    assert weaker.interval.high <= stronger.interval.high


@given(ANY)
def test_every_interval_contains_its_point(profile):
    assessment = answer(profile)
    for scored in (assessment.maturity, *assessment.maturity.competencies):
        point = scored.index if scored is assessment.maturity else scored.score
        assert 1 <= scored.interval.low <= scored.interval.high <= 4
        assert point is None or scored.interval.low <= point <= scored.interval.high
    importance = assessment.importance
    assert 0 <= importance.interval.low <= importance.interval.high <= 100
    assert importance.score is None or importance.interval.low <= importance.score <= importance.interval.high


@given(ANY)
def test_the_level_shown_is_among_the_possible_ones_and_they_follow_one_another(profile):
    maturity = answer(profile).maturity
    ranks = [rank_of(level) for level in maturity.possible_levels]
    assert ranks == list(range(ranks[0], ranks[-1] + 1))
    assert maturity.level is None or maturity.level in maturity.possible_levels


@given(ANY, st.sampled_from(ARTEFACTS), st.sampled_from(["yes", "partly", "no"]))
def test_answering_an_artefact_never_widens_the_interval_nor_leaves_it(profile, artefact, stated):
    assume(value_at(profile, path_of(artefact)) in (None, "unknown"))
    assume(value_at(profile, f"competencies.{artefact[0]}.stage") is None)
    before, after = answer(profile), answer(changed(profile, {path_of(artefact): stated}))
    assert inside(after.maturity.interval, before.maturity.interval)
    assert set(after.maturity.possible_levels) <= set(before.maturity.possible_levels)
    assert before.maturity.coverage <= after.maturity.coverage
    for first, second in zip(before.maturity.competencies, after.maturity.competencies, strict=True):
        assert inside(second.interval, first.interval)


@given(ANY, st.sampled_from(CRITERIA), st.integers(0, 4))
def test_answering_a_criterion_never_widens_the_interval_nor_leaves_it(profile, criterion, value):
    assume(value_at(profile, f"strategy.{criterion}") is None)
    assume(criterion != "web_native" or value_at(profile, "strategy.web_communication_core") is None)
    before = answer(profile).importance.interval
    after = answer(changed(profile, {f"strategy.{criterion}": value})).importance.interval
    assert inside(after, before)


@given(answered_profiles())
def test_intervals_collapse_when_everything_is_answered(profile):
    assessment = answer(profile)
    maturity, importance = assessment.maturity, assessment.importance
    assert maturity.interval.low == maturity.index == maturity.interval.high
    assert importance.interval.low == importance.score == importance.interval.high
    assert maturity.possible_levels == (maturity.level,)
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
    silent = changed(profile, {"competencies": None})
    maturity = answer(silent).maturity
    assert (maturity.status, maturity.level, maturity.index) == ("insufficient_evidence", None, None)
    assert maturity.possible_levels == codes.LEVELS
    assert maturity.coverage == 0
    assert answer(silent).next.questions


@given(profiles(), st.sampled_from(codes.SETUPS))
def test_an_inference_moves_neither_the_interval_nor_the_coverage(profile, setup):
    without = answer(changed(profile, {"presence.current_setup": None})).maturity
    maturity = answer(changed(profile, {"presence.current_setup": setup})).maturity
    assert (maturity.interval, maturity.coverage, maturity.status) == (
        without.interval,
        without.coverage,
        without.status,
    )
    assert maturity.possible_levels == without.possible_levels


@given(profiles(), st.sampled_from(codes.SETUPS))
def test_a_stated_answer_wins_over_an_inference(profile, setup):
    stated = changed(profile, {"competencies.community_management": {"evidence": {"to_emergent": "partly"}}})
    without = answer(changed(stated, {"presence.current_setup": None})).maturity
    assert answer(changed(stated, {"presence.current_setup": setup})).maturity == without


@given(profiles(), st.sampled_from(codes.COMPETENCIES), st.integers(1, 4))
def test_evidence_counts_over_a_declared_stage(profile, competency, stage):
    assume(any(stated not in UNKNOWN for stated in answers_of(profile, competency)))
    field = f"competencies.{competency}.stage"
    without, declared = (answer(changed(profile, {field: value})).maturity for value in (None, stage))
    assert declared.competencies == without.competencies
    assert declared.index == without.index


@given(profiles())
def test_not_applicable_where_it_is_not_allowed_is_read_as_unknown(profile):
    paths = ["strategy.to_emergent", "culture.to_network", "content.to_community", "metrics.to_network"]
    fields = [f"competencies.{key}.evidence.{step}" for key, step in (path.split(".") for path in paths)]
    aside, unknown = (dict.fromkeys(fields, value) for value in ("not_applicable", "unknown"))
    assert answer(changed(profile, aside)).maturity == answer(changed(profile, unknown)).maturity


def importance_of(*scales: int) -> int:
    """The importance score of an organisation that answers the three criteria and nothing else."""
    organisation = {"country": "FR", "headcount": 40, "activity_code": "47.71Z"}
    named = dict(zip(CRITERIA, scales, strict=True))
    profile = msgspec.convert({"organisation": organisation, "strategy": named}, Profile)
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
