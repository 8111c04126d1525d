"""The parts of an answer agree: team, cost, path and tasks follow from one recommendation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engine.core import decide
from service.model.profile import Profile
from tests.engine.moves import ANY, rising
from tests.engine.properties.contradictions import contradictions
from tests.engine.support import answer, changed, compiled, value_at
from tests.support.profiles import plausible

FOLLOWERS_COUNTED = 10_000
MESSAGES = "/presence/inbound_messages_per_week"
CHANNELS = "/presence/channels"
NETWORKS = ("facebook", "instagram", "tiktok", "linkedin")


def work(profile: Profile) -> float:
    """The estimated hours a week."""
    workload = decide(compiled(), profile).workload
    assert workload is not None
    return workload.central


def followed(profile: Profile, followers: float, networks: int = 1) -> Profile:
    """The organisation on so many networks with so many followers each, and messages not counted."""
    channels = [{"kind": kind, "followers": followers} for kind in NETWORKS[:networks]]
    return changed(profile, {CHANNELS: channels, MESSAGES: None})


@given(ANY)
def test_no_answer_contradicts_itself(profile):
    assert contradictions(profile) == []


@given(ANY, st.sampled_from([0, 0.5, 3, 8, 20, 40]), st.booleans(), st.sampled_from([None, 0, 1, 4.5]))
def test_no_answer_contradicts_itself_whatever_the_people_inside(profile, hours, can_hire, people):
    stated = {"available_hours_per_week": hours, "can_hire": can_hire, "team_fte": people}
    profile = changed(profile, {f"/capacity/{name}": value for name, value in stated.items()})
    assert contradictions(profile) == []


def test_no_answer_of_a_plausible_organisation_contradicts_itself():
    assert [found for profile in plausible(2026, 400) if (found := contradictions(profile))] == []


@given(ANY, rising(st.integers(0, 10_000_000)), st.integers(1, 4))
def test_more_followers_are_never_less_work_and_beyond_the_figure_no_more(profile, followers, networks):
    fewer, more = (followed(profile, number, networks) for number in followers)
    assert work(fewer) <= work(more)
    if followers[0] >= FOLLOWERS_COUNTED:
        assert work(fewer) == work(more)


@given(ANY, st.integers(0, 10_000_000), st.integers(0, 5_000))
def test_an_answer_says_where_messages_are_estimated_and_where_even_that_ends(profile, followers, messages):
    estimated = followed(profile, followers)
    found = {finding.code for finding in answer(estimated).findings}
    assert "messages_estimated" in found
    assert ("followers_beyond_estimate" in found) == (followers > FOLLOWERS_COUNTED)
    counted = {finding.code for finding in answer(changed(estimated, {MESSAGES: messages})).findings}
    assert not {"messages_estimated", "followers_beyond_estimate"} & counted


@given(ANY, st.integers(10_001, 10_000_000))
def test_messages_are_among_the_first_questions_where_followers_tell_too_little(profile, followers):
    """Only what keeps a level open, or a recommendation from being made, is asked for before."""
    assessment = answer(followed(profile, followers))
    asked = [question.pointer for question in assessment.next.questions]
    assert MESSAGES in asked[:3] or assessment.sourcing.status == "insufficient_evidence"


@pytest.mark.parametrize("headcount", [1, 4, 9])
@pytest.mark.parametrize("kind", ["facebook", "instagram", "reviews"])
def test_two_posts_a_week_on_one_network_of_a_very_small_firm_are_a_few_hours(headcount, kind):
    profile = {
        "organisation": {"country": "FR", "headcount": headcount, "activity_code": "56.30Z"},
        "presence": {"channels": [{"kind": kind, "posts_per_week": 2}], "inbound_messages_per_week": 5},
    }
    profile = changed(plausible(1, 1)[0], {f"/{name}": block for name, block in profile.items()})
    assert 3 <= work(profile) <= 7
    assert value_at(profile, "/organisation/headcount") == headcount
