"""Answers that a form deduced move the point; what is told as known is the same as if they were left out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.methodology.profile_fields import profile_blocks, profile_fields
from service.model.answer.assessment import Assessment
from service.model.codes import LEVELS
from service.model.profile import Profile
from tests.engine.moves import ANY
from tests.engine.support import answer, cases, changed, fits, profile_of, value_at

REQUIRED = {"/organisation", "/organisation/country"}
POINTERS = [
    pointer
    for pointer in sorted(profile_fields().keys() | profile_blocks())
    if not pointer.startswith("/context") and pointer not in REQUIRED
]
SOME = st.lists(st.sampled_from(POINTERS), min_size=1, max_size=12, unique=True)
TRACE = frozenset({"trace"})
# They count for fit alone: neither level nor stakes read them.
MEANS = [pointer for pointer in POINTERS if pointer.split("/")[1] in ("governance", "preferences")]


def inferring(profile: Profile, pointers: list[str]) -> Profile:
    return changed(profile, {"/context/inferred": pointers})


def without(profile: Profile, pointers: list[str]) -> Profile:
    """The profile with these answers left out: deepest first, so that no block left out comes back."""
    answered = sorted((p for p in pointers if value_at(profile, p) is not None), key=lambda p: -p.count("/"))
    return changed(profile, dict.fromkeys(answered))


def known(assessment: Assessment) -> list[Any]:
    """All that is told as known: of the sourcing whether it is, for its group follows from fit."""
    maturity, importance, sourcing = assessment.maturity, assessment.importance, assessment.sourcing
    return [
        *(maturity.status, maturity.level_low, maturity.level_high, maturity.index_low, maturity.index_high),
        *(maturity.coverage, [gate.outcome for gate in maturity.gates]),
        [(scored.score_low, scored.score_high, scored.declared) for scored in maturity.competencies],
        *(importance.status, importance.score_low, importance.score_high),
        sourcing.status == "insufficient_evidence",
        {(place.model, rule) for place in sourcing.ranking for rule in place.objections},
        sourcing.provider_check,
        {question.pointer for question in assessment.next.questions},
    ]


@given(ANY, SOME)
def test_what_is_known_is_the_same_as_if_an_inferred_answer_were_left_out(profile, pointers):
    assert known(answer(inferring(profile, pointers))) == known(answer(without(profile, pointers)))


@given(ANY, SOME)
def test_bounds_hold_what_inferred_answers_lead_to(profile, pointers):
    assessment = answer(inferring(profile, pointers))
    maturity, importance = assessment.maturity, assessment.importance
    if maturity.index is not None:
        assert maturity.index_low <= maturity.index <= maturity.index_high
        lowest, level, highest = (
            LEVELS.index(name) for name in (maturity.level_low, maturity.level, maturity.level_high)
        )
        assert lowest <= level <= highest
    for scored in maturity.competencies:
        assert scored.score is None or scored.score_low <= scored.score <= scored.score_high
    if importance.score is not None:
        assert importance.score_low <= importance.score <= importance.score_high


@given(ANY, st.lists(st.sampled_from(MEANS), max_size=5, unique=True))
def test_an_inferred_answer_counts_for_fit_like_a_stated_one(profile, pointers):
    assert fits(answer(inferring(profile, pointers))) == fits(answer(inferring(profile, [])))


@given(ANY, SOME)
def test_only_what_is_not_known_anyway_is_marked_in_the_trace(profile, pointers):
    stated = {rule.rule: rule.facts for rule in answer(without(profile, pointers), include=TRACE).trace.rules}
    for rule in answer(inferring(profile, pointers), include=TRACE).trace.rules:
        assert not rule.inferred or stated.get(rule.rule) != rule.facts
    assert not any(rule.inferred for rule in answer(inferring(profile, []), include=TRACE).trace.rules)


def hotel() -> Profile:
    return profile_of(cases("organisations")["readme-seaside-hotel"])


@pytest.mark.parametrize(
    ("pointer", "rule"),
    [
        ("/competencies/strategy/emergent", "artefact.strategy.1"),
        ("/competencies/strategy", "artefact.strategy.2"),
        ("/importance/brand_advantage", "criterion.brand_advantage"),
        ("/preferences/priority", "factor.priority"),
        ("/presence/current_setup", "inference.side_of_desk"),
    ],
)
def test_an_inferred_answer_is_marked_in_the_trace(pointer, rule):
    profile = changed(hotel(), {"/competencies/community_management/emergent": None})
    for inferred, mark in (([], False), ([pointer], True)):
        rules = {rule.rule: rule for rule in answer(inferring(profile, inferred), include=TRACE).trace.rules}
        assert rules[rule].inferred is mark


def test_a_stated_answer_elsewhere_wins():
    def assessed(pointers: list[str], **answers: Any) -> Assessment:
        fields = {"/" + name.replace("__", "/"): value for name, value in answers.items()}
        return answer(inferring(changed(hotel(), fields), pointers))

    # Either web answer settles the criterion: the stated one, not the inferred.
    core, native = "/importance/web_communication_core", "/importance/web_native"
    assert assessed([core], importance__web_communication_core=True).importance.criteria[2].points == 16
    denied = assessed([], importance__web_native=None).importance
    assert assessed([native], importance__web_native=4).importance == denied
    # Who is in charge is stated, and tells more than what a form deduced.
    manager = "/competencies/community_management/emergent"
    silent = assessed([], competencies__community_management=None)
    deduced = assessed([manager], competencies__community_management={"emergent": "yes"})
    assert deduced.maturity == silent.maturity


def test_inferences_without_an_answer_are_found_and_change_nothing():
    pointers = [
        "/capacity/can_hire",
        "/capacity/pets",
        "/competencies/strategi/emergent",
        "/capacity/team_fte",
    ]
    profile = inferring(changed(hotel(), {"/capacity/team_fte": None}), pointers)
    findings = {finding.code: finding.pointers for finding in answer(profile).findings}
    assert findings["inferred_without_answer"] == tuple(f"/context/inferred/{i}" for i in (1, 2, 3))
    assert known(answer(profile)) == known(answer(inferring(profile, pointers[:1])))
