"""The sourcing section, for any valid profile: ranking, holders, team, costs."""

from hypothesis import given
from hypothesis import strategies as st

from service.model import codes
from service.model.answer.sourcing import RankedModel
from tests.engine.moves import ANY
from tests.engine.support import (
    POSTS,
    answer,
    changed,
    compiled,
    costs_of,
    holders_of,
    objections_to,
    sound,
    tenths,
)

EVERY_CONTRIBUTION = frozenset({"trace"})


MODEL_RULES = compiled().pack.rules.sourcing.models
TIME_INSIDE = {rule.model: (rule.inside_fte, rule.outside_share) for rule in MODEL_RULES}


def by_fit(place: RankedModel) -> tuple[object, ...]:
    """The order of the ranking: best fit first, of equals the cheaper, then what takes less time inside."""
    return -tenths(place.fit), place.cost_eur_per_month.low, TIME_INSIDE[place.model]


@given(ANY)
def test_the_recommended_model_leads_the_ranking_and_the_others_follow_by_fit_cost_and_time(profile):
    sourcing = answer(profile).sourcing
    assert sorted(place.model for place in sourcing.ranking) == sorted(codes.MODELS)
    first, *others = sourcing.ranking
    assert sourcing.model in (first.model, None)
    assert others == sorted(others, key=by_fit)


@given(ANY)
def test_every_fit_is_within_0_and_100_and_is_the_sum_of_its_contributions(profile):
    for place in answer(profile, include=EVERY_CONTRIBUTION).sourcing.ranking:
        assert 0 <= tenths(place.fit) <= 1000
        assert sum(tenths(part.points) for part in place.contributions) == tenths(place.fit)


@given(ANY)
def test_one_model_is_recommended_and_nothing_objects_to_it(profile):
    sourcing = answer(profile).sourcing
    place = sourcing.ranking[0]
    if sourcing.model is None:
        return
    assert not place.objections
    assert (sourcing.model, sourcing.fit, sourcing.label) == (place.model, place.fit, place.label)
    assert sourcing.cost_eur_per_month == place.cost_eur_per_month
    lower = [other for other in sound(answer(profile)) if by_fit(other) > by_fit(place)]
    margin = None if sourcing.margin is None else tenths(sourcing.margin)
    assert margin == (tenths(sourcing.fit) - tenths(lower[0].fit) if lower else None)


@given(ANY)
def test_the_four_models_that_guarantee_an_answer_are_never_vetoed(profile):
    assessment = answer(profile)
    for model in ("expert_partner", "partial_outsourcing", "hybrid", "supported_internalisation"):
        assert not objections_to(assessment, model, "veto")


@given(ANY)
def test_every_task_has_a_holder_and_the_law_stays_with_the_account_holder(profile):
    assessment = answer(profile)
    if assessment.sourcing.model is None:
        return
    assert [one.task for one in assessment.sourcing.allocation] == list(codes.TASKS)
    assert holders_of(assessment)["legal_compliance"] in ("in_house", "shared")
    assert all(one.claims for one in assessment.sourcing.allocation)


@given(ANY)
def test_no_junior_stands_alone_in_a_team(profile):
    team = answer(profile).sourcing.team
    if any(member.seniority == "junior" for member in team):
        assert any(member.seniority != "junior" for member in team)


@given(ANY)
def test_pay_ranges_and_costs_are_ordered(profile):
    sourcing = answer(profile).sourcing
    for member in sourcing.team:
        assert member.fte >= 0
        pay = member.salary_eur_per_year
        assert pay is None or pay.low <= pay.central <= pay.high
    assert all(
        0 <= place.cost_eur_per_month.low <= place.cost_eur_per_month.high for place in sourcing.ranking
    )


@given(ANY)
def test_where_hiring_is_refused_no_post_is_offered_or_paid_for(profile):
    refused = answer(changed(profile, {"/capacity/can_hire": False}))
    allowed = answer(changed(profile, {"/capacity/can_hire": True}))
    for member in refused.sourcing.team:
        assert member.salary_eur_per_year is None
        assert set(member.contracts) <= {"freelance"}
    for model in set(codes.MODELS) - set(POSTS):
        assert costs_of(refused)[model].low <= costs_of(allowed)[model].low


@given(ANY, st.sampled_from([0, 2, 9.5]))
def test_a_team_is_never_smaller_than_the_people_in_post_that_the_model_keeps(profile, people):
    sourcing = answer(changed(profile, {"/capacity/team_fte": people})).sourcing
    if sourcing.model in ("hybrid", "in_house_team", "supported_internalisation"):
        assert sum(member.fte for member in sourcing.team) >= people - 0.01
