"""The choice, for any valid profile: status, group, tolerance of the budget, ties.

The ten decisive answers are listed here by hand: a pack that leaves one out does not pass.
"""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.application.synthesis.complete import complete_profile
from service.engine import decide
from service.model.answer.sourcing import Sourcing
from service.model.countries import FRENCH_LABOUR_CODE
from service.model.profile import Profile
from tests.engine.moves import ANY
from tests.engine.support import (
    VERSION,
    answer,
    cases,
    changed,
    compiled,
    costs_of,
    profile_of,
    sound,
    tenths,
    value_at,
    warnings_of,
)
from tests.support.profiles import EUROS, plausible, profiles

BUDGET = "/capacity/budget_eur_per_month"
SKILLS = tuple(f"/capacity/skills/{name}" for name in ("technical", "legal", "communication"))
WEB = ("/importance/web_native", "/importance/web_communication_core")
DECISIVE: dict[tuple[str, ...], st.SearchStrategy] = {
    (BUDGET,): st.integers(0, 20_000),
    ("/capacity/available_hours_per_week",): st.integers(0, 80),
    ("/preferences/build_internal_skills",): st.booleans(),
    SKILLS: st.integers(0, 4),
    ("/capacity/can_hire",): st.booleans(),
    ("/presence/channels",): st.lists(st.builds(lambda kind: {"kind": kind}, st.sampled_from("abc"))),
    ("/presence/current_setup",): st.sampled_from([["nobody"], ["agency"], ["dedicated"], ["team"]]),
    ("/governance/voice_delegation",): st.sampled_from(["no", "partly", "yes"]),
    ("/importance/brand_advantage",): st.integers(0, 4),
    WEB: st.integers(0, 1),
}
LEAST_KNOWN, WITHIN, PER_BLANK, MOST, TOLERANCE = 3, 40, 20, 3, 0.1
MORE = frozenset({"trace", "robustness"})
NOTHING: tuple[Any, ...] = (None, "unknown", "not_applicable")


def is_answered(profile: Profile, pointer: str) -> bool:
    value = value_at(profile, pointer)
    if pointer in ((profile.context and profile.context.inferred) or ()):
        return False
    if pointer == "/presence/current_setup":
        return bool(value)
    if pointer == BUDGET and hasattr(value, "max"):
        return value.max is not None or bool(value.min)
    return value not in NOTHING


def blanks(profile: Profile) -> list[tuple[str, ...]]:
    """The decisive answers that none of their fields gives."""
    return [fields for fields in DECISIVE if not any(is_answered(profile, field) for field in fields)]


def members(sourcing: Sourcing) -> list[int]:
    """The fits of the group, in tenths, in its order."""
    fits = {place.model: tenths(place.fit) for place in sourcing.ranking}
    return [fits[model] for model in sourcing.group]


@given(ANY)
def test_nothing_is_recommended_exactly_where_fewer_than_three_decisive_answers_are_known(profile):
    known = len(DECISIVE) - len(blanks(profile))
    sourcing = answer(profile).sourcing
    assert (sourcing.status == "insufficient_evidence") == (known < LEAST_KNOWN)
    parts = (sourcing.model, sourcing.label, sourcing.text, sourcing.fit, sourcing.cost_eur_per_month)
    assert {part is None for part in parts} == {known < LEAST_KNOWN}


@given(profiles())
def test_without_a_recommendation_there_is_no_plan_but_all_that_is_open(profile):
    kept = changed(profile, {field: None for fields in DECISIVE for field in fields})
    assessment = answer(kept, include=MORE)
    sourcing = assessment.sourcing
    assert sourcing.margin is None
    assert (sourcing.allocation, sourcing.team, sourcing.path) == ((), (), ())
    assert sourcing.cost.budget_gap_eur_per_month is None
    assert assessment.next.robustness is None
    assert sourcing.group == tuple(place.model for place in sourcing.ranking if not place.objections)
    assert "too_little_known" in warnings_of(assessment)
    assert "{" not in "".join(warning.text for warning in sourcing.warnings)
    acted = {effect.rule.partition(".")[0] for effect in assessment.trace.rules}
    assert not acted & {"holder", "team", "path", "choice"}


@given(profiles())
def test_where_too_little_is_known_the_questions_ask_for_enough(profile):
    assessment = answer(profile)
    if assessment.sourcing.model is None:
        asked = {question.pointer for question in assessment.next.questions}
        gained = [fields for fields in blanks(profile) if asked.intersection(fields)]
        assert len(DECISIVE) - len(blanks(profile)) + len(gained) >= LEAST_KNOWN


@given(ANY)
def test_the_group_is_the_recommended_model_and_what_is_sound_affordable_and_close_to_it(profile):
    assessment = answer(profile)
    sourcing = assessment.sourcing
    if sourcing.model is None:
        return
    assert sourcing.group[0] == sourcing.model
    assert len(set(sourcing.group)) == len(sourcing.group) <= MOST
    assert (sourcing.status == "assessed") == (len(sourcing.group) == 1)
    assert set(sourcing.group) <= {place.model for place in sound(assessment)}
    assert members(sourcing) == sorted(members(sourcing), reverse=True)
    reach = WITHIN + PER_BLANK * len(blanks(profile))
    budget = decide(compiled(), profile).resources.budget
    limit = budget if profile.organisation.country in FRENCH_LABOUR_CODE else None
    close = [
        place.model
        for place in sound(assessment)
        if tenths(sourcing.fit) - reach <= tenths(place.fit) <= tenths(sourcing.fit)
        and (limit is None or place.cost_eur_per_month.low <= limit * (1 + TOLERANCE))
    ]
    if sourcing.cost.budget_gap_eur_per_month is None:
        assert set(sourcing.group) == set(close[:MOST])
    else:
        assert (sourcing.group, close) == ((sourcing.model,), [])


@given(ANY, st.sampled_from(list(DECISIVE)), st.data())
def test_answering_a_blank_whatever_the_answer_never_widens_the_reach(profile, fields, data):
    blank = changed(profile, {**dict.fromkeys(fields), "/context/inferred": None})
    value, field = data.draw(DECISIVE[fields]), data.draw(st.sampled_from(fields))
    given = changed(blank, {field: bool(value) if field.endswith("_core") else value})
    assert decide(compiled(), given).choice.reach == decide(compiled(), blank).choice.reach - PER_BLANK


@pytest.mark.parametrize("fields", DECISIVE)
def test_an_answer_that_a_form_deduced_counts_as_blank(fields):
    stated = complete_profile()
    assert decide(compiled(), stated).choice.reach == WITHIN
    deduced = changed(stated, {"/context/inferred": list(fields)})
    assert decide(compiled(), deduced).choice.reach == WITHIN + PER_BLANK
    in_part = changed(stated, {"/context/inferred": list(fields[1:])})
    assert decide(compiled(), in_part).choice.reach == WITHIN


@given(ANY, EUROS)
def test_a_model_a_tenth_above_the_budget_is_affordable_and_the_answer_says_by_how_much(profile, budget):
    profile = changed(profile, {BUDGET: budget, "/organisation/country": "FR"})
    assessment = answer(profile)
    if assessment.sourcing.model is None:
        return
    low, gap = assessment.sourcing.cost_eur_per_month.low, assessment.sourcing.cost.budget_gap_eur_per_month
    assert (gap is None) == (low <= budget * (1 + TOLERANCE))
    text = [w.text for w in assessment.sourcing.warnings if w.code == "above_budget"]
    assert bool(text) == (budget < low <= budget * (1 + TOLERANCE))
    assert all(f"€{low - int(budget)} " in line for line in text)


@given(ANY)
def test_nothing_to_spend_stretches_to_nothing(profile):
    assessment = answer(changed(profile, {BUDGET: 0, "/organisation/country": "FR"}))
    if assessment.sourcing.model is not None:
        assert "above_budget" not in warnings_of(assessment)
        missing = assessment.sourcing.cost.budget_gap_eur_per_month or 0
        assert assessment.sourcing.cost_eur_per_month.low == missing


def test_ties_are_settled_against_the_order_of_the_table_where_the_cheaper_stands_later_there():
    chosen = [decide(compiled(), profile).choice for profile in plausible(11, 300)]
    tied = [choice.group[:2] for choice in chosen if choice.lead == 0]
    assert any(first > second for first, second in tied)
    assert any(first < second for first, second in tied)


@given(st.one_of(ANY, st.sampled_from(plausible(11, 300))))
def test_of_equal_fits_the_cheaper_comes_first_and_the_answer_says_so(profile):
    assessment = answer(profile)
    first, *others = assessment.sourcing.ranking
    costs = costs_of(assessment)
    for one, other in pairwise(others):
        if one.fit == other.fit:
            assert costs[one.model].low <= costs[other.model].low
    group = members(assessment.sourcing)
    ties = assessment.sourcing.model is not None and group[:2].count(group[0]) == 2
    assert ("tie" in warnings_of(assessment)) == ties
    if ties:
        assert costs[first.model].low <= costs[assessment.sourcing.group[1]].low
        assert "close_call" not in warnings_of(assessment)


@pytest.mark.parametrize("low_cost", [0, 1, 9, 10, 11, 299, 300, 320, 330, 1100, 4699, 1_234_567])
def test_the_least_budget_for_a_cost_affords_it_and_one_euro_less_does_not(low_cost):
    choice = compiled().choice
    least = choice.least_budget(low_cost)
    assert choice.affords(least, low_cost)
    assert not (least and choice.affords(least - 1, low_cost))


def test_no_two_models_are_told_apart_by_their_place_in_the_table_alone():
    rules = compiled().pack.rules.sourcing.models
    assert len({(rule.inside_fte, rule.outside_share) for rule in rules}) == len(rules)
    assert compiled().pack.version == VERSION


@pytest.mark.parametrize("slug", ["micro-firm-with-300-euros", "micro-firm-with-700-euros"])
def test_a_larger_budget_never_lowers_the_recommended_fit(slug):
    profile = profile_of(cases("organisations")[slug])
    fits = [decide(compiled(), changed(profile, {BUDGET: euros})) for euros in range(0, 1200, 10)]
    chosen = [one.ranking.fits[one.choice.position] for one in fits]
    assert chosen == sorted(chosen)
