"""Next steps for any valid profile: questions, roadmap, true counterfactuals, robustness."""

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from service.engine.explanation.counterfactuals import format_value
from service.model.answer.assessment import Assessment
from service.model.codes import LEVELS
from service.model.profile import EuroRange
from tests.engine.moves import ANY
from tests.engine.support import UNKNOWN, answer, changed, value_at
from tests.support.profiles import answered_profiles, profiles

EXTRAS = frozenset({"counterfactuals", "robustness"})


def parsed(text: str) -> Any:
    """The value of a counterfactual's text."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text) if "." in text or "e" in text else int(text)
    except ValueError:
        return text


def outcome(assessment: Assessment, output: str) -> str:
    """The value of the output that a counterfactual names."""
    if output == "sourcing_model":
        return assessment.sourcing.model
    return assessment.maturity.level or "insufficient_evidence"


@given(ANY)
def test_a_counterfactual_holds_when_its_answer_is_changed(profile):
    assessment = answer(profile, include=EXTRAS)
    for flip in assessment.next.counterfactuals:
        other = answer(changed(profile, {flip.pointer: parsed(flip.after)}))
        assert outcome(other, flip.output) == flip.result != outcome(assessment, flip.output)
        assert flip.before != flip.after


@given(ANY)
def test_a_counterfactual_changes_only_what_was_answered(profile):
    for flip in answer(profile, include=EXTRAS).next.counterfactuals:
        assert value_at(profile, flip.pointer) not in UNKNOWN


@given(profiles())
def test_robustness_is_a_share_and_the_same_every_time(profile):
    first, second = (answer(profile, include=EXTRAS).next.robustness for _ in range(2))
    assert 0 <= first.share <= 1
    assert first == second
    assert (first.sample_count > 0, first.weight_change) == (True, 0.2)


@given(ANY)
def test_only_unanswered_fields_are_asked_for_and_each_once(profile):
    pointers = [question.pointer for question in answer(profile).next.questions]
    assert len(pointers) == len(set(pointers))
    for pointer in pointers:
        stated = value_at(profile, pointer)
        says_nothing = stated in (*UNKNOWN, EuroRange(), EuroRange(min=0)) or stated == []
        assert says_nothing or pointer.startswith("/competencies/")


@given(answered_profiles())
def test_nothing_is_asked_when_everything_is_answered(profile):
    # From 0 upwards is any budget, and says nothing.
    assume(value_at(profile, "/capacity/budget_eur_per_month") != EuroRange(min=0))
    assert not answer(profile).next.questions


@given(ANY)
def test_the_first_step_at_the_first_level_is_awareness_or_naming_who_speaks(profile):
    assessment = answer(profile)
    leader = value_at(profile, "/competencies/leadership/emergent")
    if assessment.maturity.level_high == "hierarchical" and leader != "yes":
        assert {"E10", "D2"} & set(assessment.next.roadmap[0].claims)


@given(ANY)
def test_what_the_roadmap_moves_rises_by_one_step(profile):
    for item in answer(profile).next.roadmap:
        if item.competency is None:
            assert (item.from_level, item.to_level) == (None, None)
        elif item.from_level is not None:
            assert LEVELS.index(item.to_level) == LEVELS.index(item.from_level) + 1


@given(ANY)
def test_there_is_always_something_to_do_next(profile):
    assert answer(profile).next.roadmap


@given(ANY, st.sampled_from([(0, 299), (800, 1999), (10_000, None)]))
def test_a_budget_known_as_a_range_moves_like_any_other(profile, stated):
    least, most = stated
    known = changed(profile, {"/capacity/budget_eur_per_month": {"min": least, "max": most}})
    for flip in answer(known, include=EXTRAS).next.counterfactuals:
        if flip.pointer == "/capacity/budget_eur_per_month":
            assert flip.before == f"{least}-{'' if most is None else most}"
            other = answer(changed(known, {flip.pointer: parsed(flip.after)}))
            assert outcome(other, flip.output) == flip.result


def test_numbers_are_shown_whole_in_counterfactuals():
    assert [format_value(value) for value in (1_234_567.0, 0.5, True, 12, "yes")] == [
        "1234567",
        "0.5",
        "true",
        "12",
        "yes",
    ]
