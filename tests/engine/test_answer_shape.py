"""What an answer shows agrees with itself, on every case and on plausible organisations."""

from typing import get_args

import msgspec
import pytest
from msgspec.structs import replace

from service.engine.facts.activity import headcount_range
from service.model import codes
from service.model.answer.assessment import Assessment
from service.model.codes import LEVELS
from service.model.profile import Organisation, PeopleRange, Profile, SireneBand
from tests.engine.support import answer as assessed
from tests.methodology.packs import case_profiles
from tests.support.profiles import plausible

PROFILES = (*case_profiles(), *plausible(2026, 200))


@pytest.fixture(scope="module")
def answers() -> list[Assessment]:
    return [assessed(profile) for profile in PROFILES]


def test_the_recommended_model_comes_first_and_the_others_by_fit(answers: list[Assessment]) -> None:
    for answer in answers:
        first, *others = answer.sourcing.ranking
        if answer.sourcing.model is not None:
            assert first.model == answer.sourcing.model == answer.sourcing.group[0]
            assert first.cost_eur_per_month == answer.sourcing.cost_eur_per_month
        assert [other.fit for other in others] == sorted((other.fit for other in others), reverse=True)
        assert {ranked.model for ranked in answer.sourcing.ranking} == set(codes.MODELS)


def test_the_points_of_the_answered_criteria_add_up(answers: list[Assessment]) -> None:
    for answer in answers:
        criteria = [criterion for criterion in answer.importance.criteria if criterion.points is not None]
        assert sum(criterion.points or 0 for criterion in criteria) == (answer.importance.score or 0)
        # Fewer answers weigh more each, but not all.
        most = sum(criterion.points_max or 0 for criterion in criteria)
        assert most == 100 if len(criteria) == len(codes.CRITERIA) else most < 100
        for criterion in answer.importance.criteria:
            assert (criterion.points is None) == (criterion.points_max is None)


def test_every_value_lies_between_its_lowest_and_its_highest(answers: list[Assessment]) -> None:
    for answer in answers:
        maturity, importance = answer.maturity, answer.importance
        if maturity.level is not None and maturity.index is not None:
            assert maturity.index_low <= maturity.index <= maturity.index_high
            low, level, high = map(LEVELS.index, (maturity.level_low, maturity.level, maturity.level_high))
            assert low <= level <= high
        if importance.score is not None:
            assert importance.score_low <= importance.score <= importance.score_high
        for competency in maturity.competencies:
            assert competency.score_low <= (competency.score or competency.score_low) <= competency.score_high


def test_every_code_told_is_in_the_vocabulary(answers: list[Assessment]) -> None:
    """Open lists are strings in the contract, so that schemas do not check them."""
    for answer in answers:
        sourcing = answer.sourcing
        assert {finding.code for finding in answer.findings} <= set(get_args(codes.FindingCode))
        assert {member.role for member in sourcing.team} <= set(get_args(codes.Role))
        assert {member.seniority for member in sourcing.team} <= set(get_args(codes.Seniority))
        assert {skill for member in sourcing.team for skill in member.skills} <= set(get_args(codes.Skill))
        assert {item.task for item in sourcing.allocation} == set(codes.TASKS if sourcing.model else ())
        assert {item.holder for item in sourcing.allocation} <= set(get_args(codes.Holder))
        assert {step.model for step in sourcing.path} <= set(codes.MODELS)


@pytest.mark.parametrize(
    "headcount",
    [None, PeopleRange(), PeopleRange(sirene="NN")],
)
def test_an_unknown_headcount_leaves_size_and_pay_unknown(headcount: PeopleRange | None) -> None:
    answer = assessed(Profile(organisation=Organisation(country="FR", headcount=headcount)))
    assert answer.organisation.size_class is None
    assert all(member.salary_eur_per_year is None for member in answer.sourcing.team)
    assert not {"unknown_activity", "size_spans", "range_reversed"} & {f.code for f in answer.findings}


@pytest.mark.parametrize("headcount", [PeopleRange(max=40), PeopleRange(min=6), PeopleRange(min=5, max=40)])
def test_a_headcount_of_several_sizes_is_of_none_and_says_so(headcount: PeopleRange) -> None:
    answer = assessed(Profile(organisation=Organisation(country="FR", headcount=headcount)))
    assert answer.organisation.size_class is None
    assert all(member.salary_eur_per_year is None for member in answer.sourcing.team)
    assert {finding.code for finding in answer.findings} == {"size_spans"}


@pytest.mark.parametrize("headcount", [9, PeopleRange(max=9), PeopleRange(sirene="03")])
def test_at_most_nine_people_are_a_micro_enterprise(headcount: int | PeopleRange) -> None:
    answer = assessed(Profile(organisation=Organisation(country="FR", headcount=headcount)))
    assert answer.organisation.size_class == "micro"


@pytest.mark.parametrize("band", get_args(SireneBand))
def test_a_band_of_the_register_is_the_range_that_it_stands_for(band: SireneBand) -> None:
    least, most = headcount_range(PeopleRange(sirene=band))
    ends = PeopleRange(min=least, max=most)
    for profile in PROFILES[:20]:
        organisation = profile.organisation
        by_band, by_ends = (
            assessed(replace(profile, organisation=replace(organisation, headcount=stated)))
            for stated in (PeopleRange(sirene=band), ends)
        )
        assert by_band == by_ends


def test_every_code_and_number_is_one_that_its_type_admits(answers: list[Assessment]) -> None:
    # The contract's open lists let any code through: that ours are all listed is held here.
    for answer in answers:
        assert msgspec.json.decode(msgspec.json.encode(answer), type=Assessment) == answer
