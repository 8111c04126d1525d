"""The field asked for first narrows most: the weights of questions follow what their facts can move."""

import pytest

from service.methodology.shape.sourcing import Factor
from service.model.codes import MODELS
from tests.methodology.packs import current

# What else a field moves: some feed a fact of another name.
FEEDS = {
    "inbound_messages_per_week": {"workload"},
    "channels": {"channels", "one_network_small_team", "workload"},
    "validation_hours": {"validation_hours", "approval_friction"},
    "presence_only": {"presence_only", "wants_conversation"},
    "communication_skill": {"missing_skills", "expert_inside"},
}
# Answers that can rule a model out, or whose numbers decide what is affordable, come before the others.
DECISIVE = {
    "available_hours_per_week",
    "voice_delegation",
    "can_hire",
    "budget_eur_per_month",
    "channels",
    "inbound_messages_per_week",
}
SAME_FIELD = {"technical_skill", "legal_skill"}


def _swing(fact: str) -> float:
    """The most that any model's fit can move with the fact, in points."""
    return sum(
        _span(factor) for factor in current().rules.sourcing.factors if factor.fact in FEEDS.get(fact, {fact})
    )


def _span(factor: Factor) -> float:
    rows = [*factor.points.values(), {}]
    return max(max(row.get(m, 0.0) for row in rows) - min(row.get(m, 0.0) for row in rows) for m in MODELS)


def _sourcing_questions() -> list[str]:
    asked = [rule for rule in current().rules.next.questions if rule.narrows == "sourcing" and not rule.when]
    return [rule.fact for rule in sorted(asked, key=lambda rule: -rule.weight)]


def test_decisive_fields_are_asked_for_first():
    assert set(_sourcing_questions()[: len(DECISIVE)]) == DECISIVE


def test_the_others_follow_what_they_can_move():
    others = [fact for fact in _sourcing_questions() if fact not in DECISIVE | SAME_FIELD]
    swings = [_swing(fact) for fact in others]
    assert swings == sorted(swings, reverse=True), list(zip(others, swings, strict=True))


@pytest.mark.parametrize("output", ["maturity", "importance", "sourcing"])
def test_no_two_fields_of_an_output_have_the_same_weight(output):
    weights = [r.weight for r in current().rules.next.questions if r.narrows == output and not r.when]
    assert len(weights) == len(set(weights))
