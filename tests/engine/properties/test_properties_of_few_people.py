"""Who works alone or with one other has no departments: what needs them is not counted, asked or advised."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from service.engine import decide
from service.engine.policies.advice import ordered_questions
from service.model.codes import STEPS
from service.model.profile import PeopleRange, Profile
from tests.engine.support import answer, changed, compiled
from tests.support.profiles import plausible, profiles

BETWEEN_DEPARTMENTS = ("leadership", "community_management", "governance")
FEW = st.sampled_from([0, 1, 2, PeopleRange(min=1, max=2), PeopleRange(max=2), PeopleRange(sirene="01")])
NOT_ASKED = {
    f"/governance/{name}" for name in ("single_contact", "management_support", "departments_involved")
}


def small(profile: Profile, headcount: int | PeopleRange) -> Profile:
    return replace(profile, organisation=replace(profile.organisation, headcount=headcount))


@given(profiles(), FEW, st.sampled_from(BETWEEN_DEPARTMENTS))
def test_what_takes_departments_is_left_out_without_being_set_aside(profile, headcount, competency):
    field = f"/competencies/{competency}/network"
    aside, unanswered = (
        answer(changed(small(profile, headcount), {field: value})) for value in ("not_applicable", "unknown")
    )
    assert unanswered.maturity == aside.maturity
    assert unanswered.next == aside.next


@pytest.mark.parametrize("competency", BETWEEN_DEPARTMENTS)
def test_no_step_between_departments_is_advised(competency):
    words = compiled().words_for({"few_people": "yes", "public_sector": "no"}).texts
    artefact = words.artefacts[f"{competency}.3"]
    stated = [{"level": level} for level in ("hierarchical", "emergent", "community")]
    stated += [dict(zip(STEPS, answers, strict=True)) for answers in product(("yes", "no"), repeat=3)]
    for answers, profile in zip(stated, plausible(3, len(stated)), strict=True):
        few = changed(small(profile, 1), {f"/competencies/{competency}": answers})
        told = answer(few, include=frozenset({"counterfactuals"})).next
        assert not any(
            artefact.statement in item.action or item.action == artefact.action for item in told.roadmap
        )
        pointers = {change.pointer for change in told.counterfactuals}
        assert f"/competencies/{competency}/network" not in pointers


@given(profiles(), FEW)
def test_nobody_is_asked_whether_others_listen(profile, headcount):
    few = small(replace(profile, governance=None), headcount)
    matched = compiled().advice_conditions.matching(decide(compiled(), few).facts)["questions"]
    asked = {ordered_questions(compiled().pack.rules)[position].field for position in matched}
    assert not asked & NOT_ASKED
    larger = compiled().advice_conditions.matching(decide(compiled(), small(few, 3)).facts)["questions"]
    assert {ordered_questions(compiled().pack.rules)[position].field for position in larger} >= NOT_ASKED


@given(profiles())
def test_only_a_no_shuts_a_gate(profile):
    """Three partly make half of the ladder: a gate that fails has a no behind it, stated or declared."""
    for gate in decide(compiled(), profile).maturity.gates:
        if gate.outcome == "failed":
            results = {
                result.competency: result for result in decide(compiled(), profile).maturity.competencies
            }
            assert any("no" in results[competency].answers for competency in gate.blocking)
