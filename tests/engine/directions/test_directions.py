"""Directions 1 to 12 of the ranking: one property each, on raw fit, from any profile, all else equal."""

from hypothesis import assume, given
from hypothesis import strategies as st

from service.model.codes import COMPETENCIES, LEVELS, MODELS
from service.model.profile import Profile
from tests.engine.moves import ANY, STEPS_DOWN, assert_moves, assert_outside_falls_most, drops, rising
from tests.engine.support import INSIDE, OUTSIDE, answer, changed, value_at

SCALE = st.integers(0, 4)
DECLARED = st.lists(st.integers(0, 3), min_size=8, max_size=8)


def declaring(profile: Profile, ranks: list[int]) -> Profile:
    """The profile with every competency declared at a level, named by its rank on the ladder."""
    declared = {key: {"level": LEVELS[rank]} for key, rank in zip(COMPETENCIES, ranks, strict=True)}
    return changed(profile, {"/competencies": declared})


@given(ANY, st.sampled_from(["brand_advantage", "digital_transformation", "web_native"]), rising(SCALE))
def test_01_more_strategic_favours_control_and_competence(profile, criterion, scale):
    field = f"/importance/{criterion}"
    assert_moves(
        changed(profile, {field: scale[0]}),
        changed(profile, {field: scale[1]}),
        up=["expert_partner", "hybrid", "in_house_dedicated", "in_house_team"],
        down=["low_cost_provider", "shared_internal_role", "full_outsourcing"],
    )


@given(ANY)
def test_01_web_communication_as_the_core_business_counts_as_strategic(profile):
    assert_moves(
        changed(profile, {"/importance/web_communication_core": False}),
        changed(profile, {"/importance/web_communication_core": True}),
        up=["expert_partner", "hybrid", "in_house_dedicated", "in_house_team"],
        down=["low_cost_provider", "shared_internal_role", "full_outsourcing"],
    )


@given(ANY, DECLARED, DECLARED)
def test_02_the_first_level_favours_support_over_posts(profile, low, high):
    lower = declaring(profile, [min(rank, 1) for rank in low[:3]] + [0] * 5)
    higher = declaring(profile, [max(rank, 1) for rank in high])
    levels = [answer(declared).maturity.level for declared in (lower, higher)]
    assume(levels[0] == "hierarchical" and LEVELS.index(levels[1]) > 0)
    assert_moves(
        higher,
        lower,
        up=["supported_internalisation", "partial_outsourcing", "expert_partner"],
        down=["in_house_dedicated", "in_house_team"],
    )


@given(ANY, st.lists(st.from_regex(r"net-[a-z]{3}", fullmatch=True), unique=True, min_size=2, max_size=9))
def test_03_more_networks_favour_hybrid_and_team_over_full_outsourcing(profile, kinds):
    channels = [{"kind": kind} for kind in kinds]
    assert_moves(
        changed(profile, {"/presence/channels": channels[:-1]}),
        changed(profile, {"/presence/channels": channels}),
        up=["hybrid", "in_house_team"],
        down=["full_outsourcing"],
    )


@given(ANY)
def test_03_no_network_reads_as_one(profile):
    quiet = changed(profile, {"/presence/channels": []})
    one = changed(profile, {"/presence/channels": [{"kind": "facebook", "posts_per_week": 0}]})
    assert_moves(quiet, one, still=["full_outsourcing"])


@given(ANY, st.sampled_from([("no", "partly"), ("partly", "yes"), ("no", "yes")]))
def test_04_delegating_the_voice_favours_going_outside(profile, voice):
    assert_moves(
        changed(profile, {"/governance/voice_delegation": voice[0]}),
        changed(profile, {"/governance/voice_delegation": voice[1]}),
        up=OUTSIDE,
    )


@given(ANY, rising(st.sampled_from([0, 0.5, 1, 4, 8, 24, 48, 72, 200])))
def test_05_slow_approvals_cost_every_model_and_outside_ones_more(profile, hours):
    quick, slow = (changed(profile, {"/governance/validation_hours": value}) for value in hours)
    assert_moves(quick, slow, down=MODELS)
    assert_outside_falls_most(drops(quick, slow), OUTSIDE, [*INSIDE, "shared_internal_role"])


@given(ANY, rising(st.sampled_from([0, 1, 8, 24, 72])), SCALE)
def test_05_full_delegation_cancels_the_outside_extra(profile, hours, crisis):
    free = changed(profile, {"/governance/voice_delegation": "yes", "/presence/crisis_exposure": crisis})
    calm = changed(profile, {"/governance/voice_delegation": "yes", "/presence/crisis_exposure": 0})
    quick, slow = ({"/governance/validation_hours": value} for value in hours)
    attacked = drops(changed(free, quick), changed(free, slow))
    at_peace = drops(changed(calm, quick), changed(calm, slow))
    assert all(abs(attacked[model] - at_peace[model]) <= 1 for model in OUTSIDE)


@given(
    ANY, st.permutations(["communication", "marketing", "sales", "quality", "production"]), st.integers(1, 5)
)
def test_06_more_departments_favour_whoever_sits_inside(profile, departments, count):
    assert_moves(
        changed(profile, {"/governance/departments_involved": departments[: count - 1]}),
        changed(profile, {"/governance/departments_involved": departments[:count]}),
        up=["hybrid", "supported_internalisation", *INSIDE],
        down=["shared_internal_role"],
    )


@given(ANY)
def test_07_flexibility_favours_going_outside(profile):
    assert_moves(
        changed(profile, {"/preferences/priority": "balanced"}),
        changed(profile, {"/preferences/priority": "flexibility"}),
        up=[*OUTSIDE, "low_cost_provider"],
    )


@given(ANY)
def test_07_neutrality_favours_going_outside_but_not_the_cheapest_way(profile):
    assert_moves(
        changed(profile, {"/preferences/neutrality": False}),
        changed(profile, {"/preferences/neutrality": True}),
        up=OUTSIDE,
        still=["low_cost_provider"],
    )


@given(ANY, st.sampled_from([("priority", "balanced", "durability"), ("build_internal_skills", False, True)]))
def test_08_durability_and_skills_to_grow_favour_the_inside(profile, wish):
    name, without, wanted = wish
    assert_moves(
        changed(profile, {f"/preferences/{name}": without}),
        changed(profile, {f"/preferences/{name}": wanted}),
        up=[*INSIDE, "supported_internalisation", "hybrid"],
        down=["low_cost_provider", "shared_internal_role"],
    )


@given(ANY)
def test_09_evenings_and_week_ends_favour_several_hands(profile):
    assert_moves(
        changed(profile, {"/presence/always_on": False}),
        changed(profile, {"/presence/always_on": True}),
        up=["in_house_team", "hybrid", *OUTSIDE],
        down=["in_house_dedicated", "in_house_part_time", "shared_internal_role", "low_cost_provider"],
    )


@given(ANY, st.lists(st.integers(2, 4), min_size=3, max_size=3), st.sampled_from(["tl", "tc", "lc", "tlc"]))
def test_10_missing_skills_favour_experts_and_several_hands(profile, levels, missing):
    names = {"t": "technical", "l": "legal", "c": "communication"}
    present = dict(zip(names.values(), levels, strict=True))
    lacking = present | {names[letter]: 0 for letter in missing}
    assert_moves(
        changed(profile, {"/capacity/skills": present}),
        changed(profile, {"/capacity/skills": lacking}),
        up=["expert_partner", "hybrid", "supported_internalisation", "in_house_team"],
        down=["in_house_dedicated", "in_house_part_time", "shared_internal_role"],
    )


@given(ANY, st.lists(st.integers(3, 4), min_size=3, max_size=3))
def test_10_every_skill_inside_makes_an_outside_expert_less_needed(profile, levels):
    present = dict(zip(("technical", "legal", "communication"), levels, strict=True))
    assert_moves(
        changed(profile, {"/capacity/skills": present | {"legal": 2}}),
        changed(profile, {"/capacity/skills": present}),
        down=["expert_partner"],
    )


@given(ANY, st.sampled_from(["single_contact", "contact_understands_trade"]), STEPS_DOWN)
def test_11_no_contact_or_a_novice_contact_counts_against_going_outside(profile, question, steps):
    field = f"/governance/{question}"
    assert_moves(changed(profile, {field: steps[0]}), changed(profile, {field: steps[1]}), down=MODELS)


@given(
    ANY,
    st.sampled_from(["management_support", "activity_explainable", "time_to_devote", "accepts_advice"]),
    STEPS_DOWN,
)
def test_12_an_unready_client_costs_every_model_and_outside_ones_no_less(profile, question, steps):
    field = f"/governance/{question}"
    ready, unready = (changed(profile, {field: step}) for step in steps)
    assert value_at(ready, field) == steps[0]
    assert_moves(ready, unready, down=MODELS)
    assert_outside_falls_most(drops(ready, unready), OUTSIDE, [*INSIDE, "shared_internal_role"])
