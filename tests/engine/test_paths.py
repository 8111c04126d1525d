"""A path never leads to a model that the same assessment bars, unless time may lift the objection."""

from hypothesis import given

from service.model.profile import Profile
from tests.engine.support import answer
from tests.support.profiles import plausible, profiles

# Objections that time may lift: a level to leave.
PASSING = {"veto.hire_at_level_one", "veto.team_at_level_one"}


def _barred(profile: Profile) -> list[str]:
    sourcing = answer(profile).sourcing
    against = {ranked.model: {o.rule for o in ranked.objections} for ranked in sourcing.ranking}
    later_models = [step.model for step in sourcing.path if step.model != sourcing.model]
    return [model for model in later_models if against[model] - PASSING]


@given(profiles())
def test_no_path_leads_to_a_model_barred_here(profile):
    assert _barred(profile) == []


def test_no_path_of_a_plausible_organisation_leads_to_a_model_barred_here():
    assert [profile for profile in plausible(7, 1_500) if _barred(profile)] == []


@given(profiles())
def test_every_path_says_where_to_stand_now_in_12_and_in_24_months(profile):
    sourcing = answer(profile).sourcing
    assert [step.month for step in sourcing.path] == ([0, 12, 24] if sourcing.model else [])
