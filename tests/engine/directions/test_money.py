"""Directions 20, 22 and 23, and the vetoes of 1, 2 and 4: the recommendation within the budget."""

from hypothesis import given
from hypothesis import strategies as st

from service.model.answer.assessment import Assessment
from service.model.countries import FRENCH_LABOUR_CODE
from service.model.profile import EuroRange, Profile
from tests.engine.moves import ANY, rising
from tests.engine.support import (
    POSTS,
    answer,
    changed,
    fits,
    holders_of,
    nobody_in_a_post,
    objections_to,
    setups,
    sound,
    stated_alone,
    tenths,
    value_at,
    warnings_of,
)
from tests.support.profiles import ANSWER, EUROS, P_FIELDS

SUPPORTING, CORE = 34, 67
TOLERATED = 1.1
BUDGET = "/capacity/budget_eur_per_month"


def ceiling(profile: Profile) -> float | None:
    """The most that can be spent, in euros a month; None where unknown or open-ended."""
    budget = value_at(profile, BUDGET)
    if isinstance(budget, EuroRange):
        return None if budget.max is None else max(budget.min or 0, budget.max)
    return budget


def affordable(profile: Profile, assessment: Assessment) -> list[str]:
    """The models of S that the budget pays for, or a tenth more; figures bind only under the French code."""
    most = ceiling(profile) if profile.organisation.country in FRENCH_LABOUR_CODE else None
    return [
        place.model
        for place in sound(assessment)
        if most is None or place.cost_eur_per_month.low <= most * TOLERATED
    ]


@given(ANY)
def test_01_low_cost_is_vetoed_exactly_when_the_stakes_are_surely_core(profile):
    assessment = answer(profile)
    surely = assessment.importance.score_low >= CORE
    assert ("veto.low_cost_when_core" in objections_to(assessment, "low_cost_provider", "veto")) == surely


@given(ANY)
def test_02_hiring_is_vetoed_only_where_every_possible_level_is_the_first(profile):
    assessment = answer(profile)
    surely = assessment.maturity.level_high == "hierarchical"
    for model in POSTS:
        vetoed = "veto.hire_at_level_one" in objections_to(assessment, model, "veto")
        assert surely or not vetoed
        assert vetoed or not (surely and setups(profile) and nobody_in_a_post(profile))


@given(ANY, st.sampled_from(["no", "partly", "yes", "unknown", None]))
def test_04_a_voice_that_is_not_delegated_stays_inside(profile, voice):
    assessment = answer(changed(profile, {"/governance/voice_delegation": voice}))
    refused = voice == "no"
    assert ("veto.outside_voice" in objections_to(assessment, "full_outsourcing", "veto")) == refused
    if refused and assessment.sourcing.model is not None:
        for task in ("public_conversation", "crisis_response"):
            assert holders_of(assessment)[task] == "in_house"
    if voice in ("unknown", None):
        assert "voice_unknown" in warnings_of(assessment)
    else:
        assert "voice_unknown" not in warnings_of(assessment)


@given(ANY, st.fixed_dictionaries(dict.fromkeys(P_FIELDS, ANSWER)))
def test_20_a_provider_being_considered_never_moves_the_ranking(profile, points):
    without = answer(changed(profile, {"/provider": None}))
    assessment = answer(changed(profile, {"/provider": points}))
    assert fits(assessment) == fits(without)
    assert assessment.sourcing.model == without.sourcing.model
    refused = "no" in (points["adaptable"], points["shared_strategy"])
    assert (assessment.sourcing.provider_check.verdict == "stop") == refused
    assert ("provider_stop" in warnings_of(assessment)) == refused


@given(ANY)
def test_22_the_best_sound_model_within_the_budget_is_recommended(profile):
    assessment = answer(profile)
    within = affordable(profile, assessment)
    if assessment.sourcing.model is None:
        assert "budget_gap" not in warnings_of(assessment)
        return
    if within:
        best = max(fits(assessment)[model] for model in within)
        assert assessment.sourcing.model in within
        assert tenths(assessment.sourcing.fit) == best
        assert assessment.sourcing.cost.budget_gap_eur_per_month is None
    assert ("budget_gap" in warnings_of(assessment)) == (not within)


@given(ANY, EUROS)
def test_22_where_nothing_sound_is_affordable_the_cheapest_comes_with_the_gap_in_euros(profile, budget):
    profile = changed(profile, {BUDGET: budget, "/organisation/country": "FR"})
    assessment = answer(profile)
    if assessment.sourcing.model is not None and not affordable(profile, assessment):
        cheapest = min(place.cost_eur_per_month.low for place in sound(assessment))
        assert assessment.sourcing.cost_eur_per_month.low == cheapest
        assert abs(assessment.sourcing.cost.budget_gap_eur_per_month - (cheapest - budget)) <= 1


@given(ANY, rising(EUROS))
def test_22_a_larger_budget_never_lowers_the_recommended_fit(profile, budgets):
    poorer, richer = (answer(changed(profile, {BUDGET: budget})) for budget in budgets)
    assert (poorer.sourcing.model is None) == (richer.sourcing.model is None)
    assert tenths(poorer.sourcing.fit or 0) <= tenths(richer.sourcing.fit or 0)
    assert fits(poorer) == fits(richer)


@given(ANY)
def test_22_known_stakes_bar_the_side_role_and_few_hours_do_unless_little_is_surely_at_stake(profile):
    assessment = answer(stated_alone(profile))
    rules = objections_to(assessment, "shared_internal_role", "unsound")
    importance = assessment.importance
    is_told = importance.status != "insufficient_evidence"
    assert ("unsound.side_role_stakes" in rules) == (is_told and importance.score_low >= SUPPORTING)
    hours = value_at(profile, "/capacity/available_hours_per_week")
    is_additive = is_told and importance.score_high < SUPPORTING
    assert ("unsound.side_role_hours" in rules) == (hours is not None and hours < 2 and not is_additive)


@given(ANY, st.one_of(st.sampled_from([0, 0.5, 1, 3.5]), st.floats(0, 40)), st.booleans())
def test_22_a_part_time_role_needs_an_hour_or_the_right_to_hire(profile, hours, can_hire):
    stated = {"/capacity/available_hours_per_week": hours, "/capacity/can_hire": can_hire}
    assessment = answer(changed(stated_alone(profile), stated))
    rules = objections_to(assessment, "in_house_part_time", "unsound")
    assert ("unsound.no_reserved_hours" in rules) == (hours < 0.1 and not can_hire)


@given(ANY, st.sampled_from(["BE", "CH", "CA", "SN", "NC", "PF", "WF", "MC"]), EUROS)
def test_23_abroad_the_figures_are_french_and_exclude_nothing(profile, country, budget):
    assessment = answer(changed(profile, {"/organisation/country": country, BUDGET: budget}))
    assert assessment.sourcing.cost.basis == "FR"
    assert "figures_french" in warnings_of(assessment)
    assert assessment.sourcing.cost.budget_gap_eur_per_month is None
    if assessment.sourcing.model is not None:
        assert tenths(assessment.sourcing.fit) == max(tenths(place.fit) for place in sound(assessment))


@given(ANY, st.sampled_from(sorted(FRENCH_LABOUR_CODE)))
def test_23_in_france_and_overseas_nothing_warns_about_french_figures(profile, country):
    assessment = answer(changed(profile, {"/organisation/country": country}))
    assert "figures_french" not in warnings_of(assessment)
