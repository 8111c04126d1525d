"""Next steps for any valid profile: questions, roadmap, true counterfactuals, robustness."""

from math import ceil
from statistics import mean
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.engine import decide
from service.engine.explanation.counterfactuals import format_value
from service.model.answer.assessment import Assessment
from service.model.codes import LEVELS
from service.model.profile import EuroRange
from service.texts import LANGUAGES
from tests.engine.moves import ANY
from tests.engine.support import (
    UNKNOWN,
    answer,
    cases,
    changed,
    compiled,
    ordinary_texts,
    profile_of,
    sound,
    value_at,
    warnings_of,
)
from tests.support.profiles import answered_profiles, plausible

EXTRAS = frozenset({"counterfactuals", "robustness"})
BUDGET = "/capacity/budget_eur_per_month"
CIRCUMSTANCES = (
    "/importance/", "/presence/", "/governance/activity_explainable", "/governance/sensitive_topics",
)  # fmt: skip
BY_BUDGET = {"budget_gap", "beyond_budget"}
CLOSE = {"tie", "close_call", "authors_disagree"}


def parsed(text: str) -> Any:
    """The value of a counterfactual's text."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text) if "." in text or "e" in text else int(text)
    except ValueError:
        return text


def outcome(assessment: Assessment, output: str) -> str | None:
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


def kind_of(pointer: str) -> str:
    """The field, or the competency, that a counterfactual is about."""
    return pointer.rpartition("/")[0] if pointer.startswith("/competencies/") else pointer


@given(ANY, st.sampled_from(["en", "fr"]))
def test_counterfactuals_are_few_and_different_first_what_can_be_done_each_with_its_result(profile, language):
    assessment, texts = answer(profile, language, include=EXTRAS), ordinary_texts(language)
    flips, rules = assessment.next.counterfactuals, compiled().pack.rules.next
    kinds, results = [kind_of(flip.pointer) for flip in flips], [flip.result for flip in flips]
    assert len(flips) <= rules.counterfactuals.most
    assert len(kinds) == len(set(kinds))
    assert all(results.count(result) <= rules.counterfactuals_alike.most for result in results)
    only_circumstances = [kind.startswith(CIRCUMSTANCES) for kind in kinds]
    assert only_circumstances == sorted(only_circumstances)
    # The least budget that affords a model: a tenth less than it costs.
    prices = {str(ceil(place.cost_eur_per_month.low / 1.1)) for place in sound(assessment)}
    for flip in flips:
        words = texts.models if flip.output == "sourcing_model" else texts.levels
        assert flip.label == words[flip.result].label
        assert flip.pointer != BUDGET or flip.after in prices


def test_what_a_form_inferred_is_no_counterfactual():
    hotel = profile_of(cases("organisations")["readme-seaside-hotel"])
    stated = {flip.pointer for flip in answer(hotel, include=EXTRAS).next.counterfactuals}
    for pointer in stated:
        inferring = changed(hotel, {"/context/inferred": [pointer]})
        told = {flip.pointer for flip in answer(inferring, include=EXTRAS).next.counterfactuals}
        assert pointer not in told


@given(ANY)
def test_robustness_is_a_share_and_the_same_every_time_and_told_of_advice_alone(profile):
    first, second = (answer(profile, include=EXTRAS) for _ in range(2))
    robustness = first.next.robustness
    assert robustness == second.next.robustness
    assert (robustness is None) is (first.sourcing.model is None)
    if robustness is not None:
        assert 0 <= robustness.share <= 1
        assert (robustness.sample_count > 0, robustness.weight_change) == (True, 0.2)


@pytest.mark.parametrize("language", LANGUAGES)
@given(profile=ANY)
def test_robustness_says_what_it_is_worth_and_that_a_close_call_is_one(profile, language):
    assessment, pack = answer(profile, language, include=EXTRAS), compiled(language)
    assume(assessment.sourcing.model is not None)
    words, codes = pack.words_for(decide(pack, profile).facts).texts.robustness, warnings_of(assessment)
    sentence = words.close if codes & CLOSE else words.stands
    if "budget_gap" in codes:
        sentence = words.budget
    share = int(100 * assessment.next.robustness.share)
    assert assessment.next.robustness.text == sentence.format(share=share, samples=200, change=20)


def test_a_narrow_lead_is_less_robust_than_a_wide_one():
    shares: dict[bool, list[float]] = {True: [], False: []}
    for profile in plausible(2026, 100):
        assessment = answer(profile, include=frozenset({"robustness"}))
        if assessment.sourcing.margin is not None and not warnings_of(assessment) & BY_BUDGET:
            shares[assessment.sourcing.margin < 2].append(assessment.next.robustness.share)
    assert mean(shares[True]) < 0.85 < 0.95 < mean(shares[False])


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
