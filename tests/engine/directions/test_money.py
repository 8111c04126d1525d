"""Directions 20, 22 and 23, and the vetoes of 1, 2 and 4: what may be recommended, for which money."""

from hypothesis import given
from hypothesis import strategies as st

from service.model.answer.assessment import Assessment
from service.model.profile import EuroBand, Profile
from tests.engine.moves import ANY, rising
from tests.engine.support import (
    POSTS,
    answer,
    changed,
    fits,
    nobody_in_a_post,
    ranked,
    setups,
    sound,
    tenths,
    value_at,
    warnings_of,
)
from tests.support.profiles import ANSWER, EUROS, P_FIELDS

CORE = 67
BUDGET = "capacity.monthly_budget_eur"


def ceiling(profile: Profile) -> float | None:
    """What can be spent a month at most, None where it is unknown or open-ended."""
    budget = value_at(profile, BUDGET)
    if isinstance(budget, EuroBand):
        return None if budget.max is None else max(budget.min, budget.max)
    return budget


def affordable(profile: Profile, found: Assessment) -> list[str]:
    """The models of S whose low cost is within the budget; figures bind only in France."""
    most = None if profile.organisation.country != "FR" else ceiling(profile)
    costs = found.sourcing.cost.models
    return [each.model for each in sound(found) if most is None or costs[each.model].low <= most]


def rules_against(found: Assessment, model: str) -> set[str]:
    return {veto.rule for veto in ranked(found, model).vetoes}


@given(ANY)
def test_01_low_cost_is_vetoed_exactly_when_the_stakes_are_surely_core(profile):
    found = answer(profile)
    surely = found.importance.interval.low >= CORE
    assert ("veto.low_cost_when_core" in rules_against(found, "low_cost_provider")) == surely


@given(ANY)
def test_02_hiring_is_vetoed_only_where_every_possible_level_is_the_first(profile):
    found = answer(profile)
    surely = found.maturity.possible_levels == ("hierarchical",)
    for model in POSTS:
        vetoed = "veto.hire_at_level_one" in rules_against(found, model)
        assert surely or not vetoed
        assert vetoed or not (surely and setups(profile) and nobody_in_a_post(profile))


@given(ANY, st.sampled_from(["no", False, "partly", "yes", True, "unknown", None]))
def test_04_a_voice_that_is_not_delegated_stays_inside(profile, voice):
    found = answer(changed(profile, {"governance.voice_delegation": voice}))
    refused = voice in ("no", False)
    assert ("veto.outside_voice" in rules_against(found, "full_outsourcing")) == refused
    if refused:
        for task in ("public_conversation", "crisis_response"):
            assert found.sourcing.allocation[task].holder == "in_house"
    if voice in ("unknown", None):
        assert "voice_unknown" in warnings_of(found)
    else:
        assert "voice_unknown" not in warnings_of(found)


@given(ANY, st.fixed_dictionaries(dict.fromkeys(P_FIELDS, ANSWER)))
def test_20_a_provider_being_considered_never_moves_the_ranking(profile, points):
    without = answer(changed(profile, {"provider": None}))
    found = answer(changed(profile, {"provider": points}))
    assert fits(found) == fits(without)
    assert found.sourcing.recommended == without.sourcing.recommended
    refused = "no" in (points["adaptable"], points["shared_strategy"])
    assert (found.sourcing.provider_check.verdict == "stop") == refused
    assert ("provider_stop" in warnings_of(found)) == refused


@given(ANY)
def test_22_the_best_sound_model_within_the_budget_is_recommended(profile):
    found = answer(profile)
    within = affordable(profile, found)
    if within:
        best = max(fits(found)[model] for model in within)
        assert found.sourcing.recommended in within
        assert tenths(found.sourcing.fit) == best
        assert found.sourcing.cost.budget_gap_eur is None
    assert ("budget_gap" in warnings_of(found)) == (not within)


@given(ANY, EUROS)
def test_22_where_nothing_sound_is_affordable_the_cheapest_comes_with_the_gap_in_euros(profile, budget):
    profile = changed(profile, {BUDGET: budget, "organisation.country": "FR"})
    found = answer(profile)
    if not affordable(profile, found):
        costs = found.sourcing.cost.models
        cheapest = min(costs[each.model].low for each in sound(found))
        assert costs[found.sourcing.recommended].low == cheapest
        assert abs(found.sourcing.cost.budget_gap_eur - (cheapest - budget)) <= 1


@given(ANY, rising(EUROS))
def test_22_a_larger_budget_never_lowers_the_recommended_fit(profile, budgets):
    poorer, richer = (answer(changed(profile, {BUDGET: budget})) for budget in budgets)
    assert tenths(poorer.sourcing.fit) <= tenths(richer.sourcing.fit)
    assert fits(poorer) == fits(richer)


@given(ANY)
def test_22_the_side_role_is_sound_only_where_little_is_surely_at_stake_and_hours_are_known(profile):
    found = answer(profile)
    rules = {each.rule for each in ranked(found, "shared_internal_role").unsound}
    additive = found.importance.band == "additive" and found.importance.status == "assessed"
    hours = value_at(profile, "capacity.available_hours_per_week")
    assert ("unsound.side_role_stakes" in rules) == (not additive)
    assert ("unsound.side_role_hours" in rules) == (hours is None or hours < 2)


@given(ANY, st.one_of(st.sampled_from([0, 1, 3, 3.5, 7]), st.floats(0, 40)), st.booleans())
def test_22_a_part_time_role_needs_half_a_day_or_the_right_to_hire(profile, hours, can_hire):
    stated = {"capacity.available_hours_per_week": hours, "capacity.can_hire": can_hire}
    found = answer(changed(profile, stated))
    rules = {each.rule for each in ranked(found, "in_house_part_time").unsound}
    assert ("unsound.no_reserved_hours" in rules) == (hours < 3.5 and not can_hire)


@given(ANY, st.sampled_from(["BE", "CH", "CA", "SN"]), EUROS)
def test_23_abroad_the_figures_are_french_and_exclude_nothing(profile, country, budget):
    found = answer(changed(profile, {"organisation.country": country, BUDGET: budget}))
    assert found.sourcing.cost.basis == "FR"
    assert "figures_french" in warnings_of(found)
    assert found.sourcing.cost.budget_gap_eur is None
    assert tenths(found.sourcing.fit) == max(tenths(each.fit) for each in sound(found))


@given(ANY)
def test_23_in_france_nothing_warns_about_french_figures(profile):
    found = answer(changed(profile, {"organisation.country": "FR"}))
    assert "figures_french" not in warnings_of(found)
