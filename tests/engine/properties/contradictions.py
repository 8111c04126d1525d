"""What must not stand in one answer together, and how often it does.

``python -m tests.engine.properties.contradictions 10000`` counts each kind over plausible organisations.
"""

import sys
from collections import Counter
from functools import cache

from service.model.answer.assessment import Assessment
from service.model.profile import Profile
from tests.engine.support import answer, holders_of, ordinary_texts, setups, value_at, warnings_of
from tests.support.profiles import plausible

WEEK = 35
LEGAL_MINIMUM = 21_876 / 12
# For more a month a provider is no budget provider: the smallest usual package costs as much.
DEAREST_PRESENCE = 800
# From nothing to a little help and an on-call line is no wide range, though no multiple tells it.
LITTLE = 700
ELSEWHERE = {"external_coach", "management_sponsor", "legal_contact"}
INSIDE = ("in_house_part_time", "in_house_dedicated", "in_house_team", "shared_internal_role")
PEOPLE_INSIDE = {"director", "trainee", "work_study", "shared_role", "dedicated", "team"}
# Objections that time lifts: a level to leave.
PASSING = {"veto.hire_at_level_one", "veto.team_at_level_one"}


def contradictions(profile: Profile) -> list[str]:
    """The kinds of contradiction in the answer to a profile."""
    assessment = answer(profile)
    if assessment.sourcing.model is None:
        return [WITHOUT_A_MODEL] if _plans_for_no_model(assessment) else []
    return [kind for kind, holds in KINDS.items() if holds(profile, assessment)]


def _plans_for_no_model(assessment: Assessment) -> bool:
    sourcing, cost = assessment.sourcing, assessment.sourcing.cost
    planned = (sourcing.cost_eur_per_month, sourcing.team, sourcing.path, sourcing.allocation)
    told = {"hours_short", "hours_not_said", "minimal_presence", "people_in_post"} & warnings_of(assessment)
    return any((*planned, cost.assumed, cost.on_call_eur_per_month, told))


def time_inside(profile: Profile) -> float | None:
    """Hours a week inside: those stated, and at least those of the people in post; None if unknown."""
    hours = value_at(profile, "/capacity/available_hours_per_week")
    by_setup = 2 if "team" in setups(profile) else 1 if "dedicated" in setups(profile) else 0
    people = value_at(profile, "/capacity/team_fte") or by_setup
    return max(hours or 0, people * WEEK) if people or hours is not None else None


def _takes_more_time_than_there_is(profile: Profile, assessment: Assessment) -> bool:
    there = time_inside(profile)
    if there is None or value_at(profile, "/capacity/can_hire") is not False:
        return False
    team = [member for member in assessment.sourcing.team if member.role not in ELSEWHERE]
    takes = sum(member.fte for member in team) * WEEK
    return takes > there + 0.2 and "hours_short" not in warnings_of(assessment)


def _costs_less_than_its_wages(_: Profile, assessment: Assessment) -> bool:
    hired = sum(member.fte for member in assessment.sourcing.team if member.salary_eur_per_year)
    return hired * LEGAL_MINIMUM > assessment.sourcing.cost_eur_per_month.low + 1


def _hires_where_hiring_is_refused(profile: Profile, assessment: Assessment) -> bool:
    hired = any(member.salary_eur_per_year for member in assessment.sourcing.team)
    return hired and value_at(profile, "/capacity/can_hire") is False


def _leads_to_what_it_objects_to(_: Profile, assessment: Assessment) -> bool:
    sourcing = assessment.sourcing
    against = {place.model: {o.rule for o in place.objections} for place in sourcing.ranking}
    return any(against[step.model] - PASSING for step in sourcing.path if step.model != sourcing.model)


def _builds_skills_that_are_not_wanted(profile: Profile, assessment: Assessment) -> bool:
    now, *later = (step.model for step in assessment.sourcing.path)
    unwanted = value_at(profile, "/preferences/build_internal_skills") is False
    moves = now not in (*INSIDE, "supported_internalisation")
    return unwanted and moves and any(m in (*INSIDE, "supported_internalisation") for m in later)


def _dear_budget_provider(_: Profile, assessment: Assessment) -> bool:
    return any(
        place.cost_eur_per_month.high > DEAREST_PRESENCE
        for place in assessment.sourcing.ranking
        if place.model == "low_cost_provider"
    )


def nobody_inside(profile: Profile) -> bool:
    """Whether nobody inside works on it, has an hour for it, or may be hired."""
    no_time = value_at(profile, "/capacity/available_hours_per_week") == 0
    no_hire = value_at(profile, "/capacity/can_hire") is False
    return no_time and no_hire and not setups(profile) & PEOPLE_INSIDE and not time_inside(profile)


def _lets_nobody_speak(profile: Profile, assessment: Assessment) -> bool:
    """A voice that is kept must stay inside (D2), as an extra duty does; the answer tells who is missing."""
    if not nobody_inside(profile) or holders_of(assessment)["public_conversation"] != "in_house":
        return False
    return not {"nobody_to_speak", "nobody_for_the_duty"} & warnings_of(assessment)


def _wide_range(_: Profile, assessment: Assessment) -> bool:
    costs = [place.cost_eur_per_month for place in assessment.sourcing.ranking]
    return any(cost.high > 10 * cost.low and cost.high > LITTLE for cost in costs)


def _occasional_help_beside_a_provider(_: Profile, assessment: Assessment) -> bool:
    end = assessment.sourcing.path[-1]
    return _is_occasional_help(end.text) and end.model not in INSIDE


@cache
def _is_occasional_help(text: str) -> bool:
    """Whether a step is worded by the sentence for occasional help, whatever the model in it."""
    model, _, help_too = ordinary_texts().paths["occasional_help"].partition("{model}")
    assert not model
    return text.endswith(help_too)


def _moderates_twice(_: Profile, assessment: Assessment) -> bool:
    inside = any(member.role == "moderator" for member in assessment.sourcing.team)
    return inside and holders_of(assessment)["moderation"] in ("agency", "subcontractor")


WITHOUT_A_MODEL = "there is a plan and no model to plan for"
KINDS = {
    "a team takes more time than there is, hiring refused, untold": _takes_more_time_than_there_is,
    "the cost is below the legal wage of the posts listed": _costs_less_than_its_wages,
    "a post is offered where hiring is refused": _hires_where_hiring_is_refused,
    "the path leads to a model that the answer objects to": _leads_to_what_it_objects_to,
    "the path builds skills that are not wanted": _builds_skills_that_are_not_wanted,
    "a budget provider costs more than a standard one": _dear_budget_provider,
    "the conversation is held inside by nobody": _lets_nobody_speak,
    "a cost is a range wider than tenfold": _wide_range,
    "help is occasional beside a provider": _occasional_help_beside_a_provider,
    "moderation is done outside by somebody inside": _moderates_twice,
}


def main(number: int) -> None:
    """Print how often each kind occurs over so many plausible organisations."""
    profiles = plausible(2026, number)
    found = Counter(kind for profile in profiles for kind in contradictions(profile))
    for kind in (*KINDS, WITHOUT_A_MODEL):
        print(f"{found[kind]:6} of {number}  {kind}")
    kept = sum(
        holders_of(answer(profile)).get("public_conversation") == "in_house"
        for profile in profiles
        if nobody_inside(profile)
    )
    print(f"{kept:6} of {number}  a voice that nobody may use for it and nobody inside can: warned of (D2)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
