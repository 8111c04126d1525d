"""Directions 13 to 19 and 21 of the ranking: workload, hours, staffing, objectives, crises, the path."""

from hypothesis import given
from hypothesis import strategies as st

from service.model.codes import MODELS
from tests.engine.moves import ANY, assert_moves, rising
from tests.engine.support import (
    IN_POST,
    INSIDE,
    POSTS,
    answer,
    changed,
    nobody_in_a_post,
    objections_to,
    setups,
    stated_alone,
    value_at,
)

SCALE = st.integers(0, 4)
MESSAGES = st.one_of(st.integers(0, 400), st.integers(0, 20_000))
HOURS = st.one_of(st.sampled_from([1, 3.5, 10, 35]), st.floats(0.5, 400))
OTHER_AIMS = st.lists(st.sampled_from(["brand", "monitoring", "recruitment"]), min_size=1, max_size=3)
ECHO_AIMS = st.lists(st.sampled_from(["seo", "visibility"]), min_size=1, max_size=2, unique=True)
OUTSIDE_SHARE = {
    "full_outsourcing": 3,
    "low_cost_provider": 3,
    "partial_outsourcing": 2,
    "expert_partner": 2,
    "supported_internalisation": 1,
    "hybrid": 1,
    "in_house_part_time": 0,
    "in_house_dedicated": 0,
    "in_house_team": 0,
    "shared_internal_role": 0,
}
LASTING = {"hybrid", *INSIDE}


@given(ANY, rising(MESSAGES))
def test_13_more_messages_favour_several_hands(profile, messages):
    assert_moves(
        changed(profile, {"/presence/inbound_messages_per_week": messages[0]}),
        changed(profile, {"/presence/inbound_messages_per_week": messages[1]}),
        up=["in_house_team", "hybrid"],
        down=["in_house_part_time", "shared_internal_role", "low_cost_provider"],
    )


@given(ANY, rising(st.integers(2500, 30_000)))
def test_13_beyond_one_full_time_post_more_messages_count_against_a_single_person(profile, messages):
    assert_moves(
        changed(profile, {"/presence/inbound_messages_per_week": messages[0]}),
        changed(profile, {"/presence/inbound_messages_per_week": messages[1]}),
        down=["in_house_dedicated"],
    )


@given(ANY)
def test_14_without_the_right_to_hire_a_post_that_is_not_staffed_is_vetoed(profile):
    assessment = answer(changed(stated_alone(profile), {"/capacity/can_hire": False}))
    for model in POSTS:
        rules = objections_to(assessment, model, "veto")
        if nobody_in_a_post(profile):
            assert "veto.no_hiring" in rules
        if IN_POST[model] in setups(profile):
            assert "veto.no_hiring" not in rules


@given(ANY)
def test_14_with_the_right_to_hire_nothing_is_vetoed_for_want_of_it(profile):
    assessment = answer(changed(profile, {"/capacity/can_hire": True}))
    assert all("veto.no_hiring" not in objections_to(assessment, model, "veto") for model in MODELS)


@given(ANY, HOURS)
def test_15_no_inside_hours_favour_models_that_need_none(profile, hours):
    assert_moves(
        changed(profile, {"/capacity/available_hours_per_week": hours}),
        changed(profile, {"/capacity/available_hours_per_week": 0}),
        up=["full_outsourcing", "low_cost_provider"],
        down=[
            "partial_outsourcing",
            "hybrid",
            "supported_internalisation",
            "in_house_part_time",
            "shared_internal_role",
        ],
    )


@given(ANY)
def test_15_with_nobody_inside_and_no_hiring_shared_models_are_unsound_but_never_vetoed(profile):
    nobody = {"/capacity/available_hours_per_week": 0, "/capacity/can_hire": False}
    assessment = answer(
        changed(profile, nobody | {"/presence/current_setup": ["nobody"], "/capacity/team_fte": None})
    )
    for model in ("hybrid", "supported_internalisation"):
        assert "unsound.nobody_inside" in objections_to(assessment, model, "unsound")
        assert not objections_to(assessment, model, "veto")
    for model in ("partial_outsourcing", "expert_partner"):
        assert not objections_to(assessment, model, "unsound")


@given(ANY, HOURS)
def test_15_hours_inside_make_shared_models_sound_again(profile, hours):
    assessment = answer(changed(profile, {"/capacity/available_hours_per_week": hours}))
    assert all("unsound.nobody_inside" not in objections_to(assessment, m, "unsound") for m in MODELS)


@given(ANY)
def test_16_no_senior_to_supervise_favours_experts_and_coaches(profile):
    assert_moves(
        changed(profile, {"/capacity/senior_supervision": True}),
        changed(profile, {"/capacity/senior_supervision": False}),
        up=["expert_partner", "supported_internalisation"],
        down=["in_house_team"],
    )


@given(ANY, st.sampled_from(["trainee", "work_study"]))
def test_16_no_senior_to_supervise_counts_against_a_trainee_on_the_side(profile, setup):
    led = changed(profile, {"/presence/current_setup": [setup], "/capacity/senior_supervision": True})
    alone = changed(led, {"/capacity/senior_supervision": False})
    assert_moves(led, alone, down=["shared_internal_role"])


@given(ANY, OTHER_AIMS, st.sampled_from(["dialogue", "customer_care"]))
def test_17_dialogue_and_customer_care_favour_the_inside(profile, aims, added):
    assert_moves(
        changed(profile, {"/preferences/objectives": aims}),
        changed(profile, {"/preferences/objectives": [*aims, added]}),
        up=INSIDE,
    )


@given(ANY, OTHER_AIMS, ECHO_AIMS)
def test_17_seeking_only_an_echo_favours_light_outside_help(profile, aims, echo):
    assert_moves(
        changed(profile, {"/preferences/objectives": [*aims, *echo]}),
        changed(profile, {"/preferences/objectives": echo}),
        up=["low_cost_provider", "partial_outsourcing"],
    )


@given(ANY, rising(SCALE))
def test_18_exposure_to_crises_counts_against_light_set_ups(profile, crisis):
    assert_moves(
        changed(profile, {"/presence/crisis_exposure": crisis[0]}),
        changed(profile, {"/presence/crisis_exposure": crisis[1]}),
        down=["low_cost_provider", "shared_internal_role"],
    )


@given(ANY, st.sampled_from(POSTS))
def test_19_the_model_that_keeps_people_in_post_gains(profile, model):
    stated = {"/competencies/community_management": {"level": "emergent"}}
    without = changed(profile, stated | {"/presence/current_setup": ["nobody"]})
    in_post = changed(without, {"/presence/current_setup": [IN_POST[model]]})
    assert_moves(without, in_post, up=[model], strict=[model])


@given(ANY)
def test_19_a_trainee_in_charge_brings_the_warning_on_succession(profile):
    for setup in ("trainee", "dedicated"):
        assessment = answer(changed(profile, {"/presence/current_setup": [setup]}))
        codes = {warning.code for warning in assessment.sourcing.warnings}
        assert ("trainee_succession" in codes) == (setup == "trainee")


@given(ANY)
def test_21_the_outside_share_does_not_rise_unless_flexibility_was_asked_for(profile):
    path = answer(profile).sourcing.path
    shares = [OUTSIDE_SHARE[step.model] for step in path]
    if value_at(profile, "/preferences/priority") != "flexibility":
        assert shares == sorted(shares, reverse=True)


@given(ANY)
def test_21_support_towards_the_inside_names_the_state_it_ends_in(profile):
    path = answer(profile).sourcing.path
    if path and path[0].model == "supported_internalisation":
        assert path[2].model in LASTING
