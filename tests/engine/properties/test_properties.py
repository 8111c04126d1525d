"""Properties of every assessment of a valid profile."""

from itertools import permutations
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from service.model.answer.assessment import Assessment
from service.model.profile import Profile
from service.texts import LANGUAGES
from tests.engine.moves import ANY
from tests.engine.support import answer, changed, citable, costs_of, encoded, fits, value_at
from tests.support.profiles import profiles

LISTS = (
    "/organisation/tags",
    "/presence/channels",
    "/presence/current_setup",
    "/governance/departments_involved",
    "/preferences/objectives",
)
EVERYTHING = frozenset({"profile", "trace", "counterfactuals", "robustness"})


def shuffled_keys(value: object, rng: Random) -> object:
    if isinstance(value, dict):
        keys = rng.sample(list(value), len(value))
        return {key: shuffled_keys(value[key], rng) for key in keys}
    return [shuffled_keys(item, rng) for item in value] if isinstance(value, list) else value


def cited(value: object) -> set[str]:
    """Every claim named anywhere in an answer."""
    if isinstance(value, dict):
        own = set(value["claims"]) if "claims" in value else set()
        return own.union(*(cited(item) for item in value.values()))
    return set().union(*(cited(item) for item in value)) if isinstance(value, list) else set()


@given(ANY, st.sampled_from(LANGUAGES))
def test_the_same_profile_gives_the_same_bytes(profile, language):
    assert encoded(profile, language) == encoded(profile, language)


@given(profiles())
def test_any_valid_profile_gets_an_answer_with_everything_it_may_ask_for(profile):
    assessment = answer(profile, include=EVERYTHING)
    assert assessment.trace is not None
    assert assessment.next.counterfactuals is not None
    assert (assessment.next.robustness is None) == (assessment.sourcing.model is None)
    assert msgspec.json.decode(msgspec.json.encode(assessment), type=Assessment) == assessment


@given(ANY, st.randoms(use_true_random=False))
def test_the_order_of_lists_changes_nothing(profile, rng):
    shuffled = {}
    for path in LISTS:
        values = value_at(profile, path)
        if values is not None:
            shuffled[path] = msgspec.to_builtins(rng.sample(values, len(values)))
    assert encoded(changed(profile, shuffled)) == encoded(profile)


def test_the_order_of_channels_does_not_leak_through_a_rounded_sum():
    figures = [("a", 4.3, 6332), ("d", 5.4, 4791), ("b", 5.7, 1693)]
    channels = [{"kind": kind, "posts_per_week": posts, "followers": fans} for kind, posts, fans in figures]
    organisation = {"country": "FR", "headcount": 20, "activity_code": "G"}
    profile = msgspec.convert({"organisation": organisation}, Profile)
    orders = [list(order) for order in permutations(channels)]
    assert len({encoded(changed(profile, {"/presence/channels": order})) for order in orders}) == 1


COUNTS = st.integers(0, 100_000)
POSTED = st.one_of(st.none(), st.floats(0, 100))


def factors_of(profile: Profile) -> set[str]:
    """The factors with points for any model."""
    ranking = answer(profile, include=frozenset({"trace"})).sourcing.ranking
    return {part.factor for ranked in ranking for part in ranked.contributions}


def weighs_the_workload(profile: Profile) -> bool:
    return "workload" in factors_of(profile) or bill(profile) != bill(without_work(profile))


def bill(profile: Profile) -> object:
    """Everything that an answer says about money."""
    assessment = answer(profile)
    return assessment.sourcing.cost, costs_of(assessment)


def without_work(profile: Profile) -> Profile:
    return changed(profile, {"/presence/channels": None, "/presence/inbound_messages_per_week": None})


@given(ANY, COUNTS)
def test_messages_without_the_channels_are_no_workload(profile, messages):
    half = {"/presence/channels": None, "/presence/inbound_messages_per_week": messages}
    assert not weighs_the_workload(changed(profile, half))


@given(ANY, POSTED, st.integers(1, 100_000))
def test_channels_without_messages_or_every_follower_count_weigh_in_no_ranking(profile, posts, followers):
    """They are counted as what is sure to be there, in the costs alone."""
    channels = [
        {"kind": "facebook", "followers": followers, "posts_per_week": posts},
        {"kind": "linkedin", "posts_per_week": posts},
    ]
    half = changed(profile, {"/presence/channels": channels, "/presence/inbound_messages_per_week": None})
    assert "workload" not in factors_of(half)


@given(ANY, COUNTS)
def test_what_is_not_said_of_a_channel_is_not_hidden_by_another_of_its_kind(profile, messages):
    """Posts left out are estimated for each kind of channel of which none are stated."""

    def cost(*channels: dict[str, object]) -> object:
        work = {"/presence/channels": channels, "/presence/inbound_messages_per_week": messages}
        return bill(changed(profile, work))

    silent = {"kind": "linkedin"}
    twice = [{"kind": "facebook", "posts_per_week": 1.0}, {"kind": "facebook", "posts_per_week": 2.0}]
    assert cost(*twice, silent) == cost({"kind": "facebook", "posts_per_week": 3.0}, silent)


@given(ANY, st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_nothing(profile, rng):
    body = msgspec.json.encode(shuffled_keys(msgspec.to_builtins(profile), rng))
    assert encoded(msgspec.json.decode(body, type=Profile)) == encoded(profile)


@given(ANY)
def test_only_what_was_asked_for_is_included(profile):
    assessment = answer(profile)
    assert (assessment.profile, assessment.trace, assessment.next.counterfactuals) == (None, None, None)


@given(ANY)
def test_every_claim_that_an_answer_cites_exists_and_every_judgement_cites_one(profile):
    assessment = answer(profile, include=EVERYTHING)
    assert cited(msgspec.to_builtins(assessment)) <= citable()
    sourcing, roadmap, gates = assessment.sourcing, assessment.next.roadmap, assessment.maturity.gates
    objections = [objection for place in sourcing.ranking for objection in place.objections]
    parts = [part for place in sourcing.ranking for part in place.contributions]
    assert all(judgement.claims for judgement in (*objections, *parts, *sourcing.warnings, *roadmap, *gates))


@given(ANY)
def test_words_are_never_empty_in_either_language(profile):
    for language in LANGUAGES:
        sourcing = answer(profile, language).sourcing
        assert sourcing.model is None or all(text.strip() for text in (sourcing.label, sourcing.text))
        assert all(warning.text.strip() for warning in sourcing.warnings)


@given(ANY)
def test_the_language_changes_words_and_nothing_else(profile):
    english, french = answer(profile, "en"), answer(profile, "fr")
    assert english.sourcing.model == french.sourcing.model
    assert english.maturity.index == french.maturity.index
    assert fits(english) == fits(french)


@given(ANY)
def test_what_is_unanswered_may_be_stated_as_unknown_without_any_effect(profile):
    stated = {}
    for name in ("single_contact", "time_to_devote", "accepts_advice", "voice_delegation"):
        if value_at(profile, f"/governance/{name}") is None:
            stated[f"/governance/{name}"] = "unknown"
    assert encoded(changed(profile, stated)) == encoded(profile)
