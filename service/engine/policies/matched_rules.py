"""Rules that may depend on the recommendation: warnings, plan, roadmap and questions, matched in one pass."""

from msgspec import Struct

from service.engine.facts.conditions import Conditions
from service.engine.facts.profile_facts import Facts
from service.engine.policies.advice import ordered_actions, ordered_questions, question_condition
from service.methodology.shape.pack import Rules


class MatchedRules(Struct, frozen=True, kw_only=True, gc=False):
    """The rules whose conditions hold, as ascending positions in their lists.

    ``warnings``, ``holders`` and ``paths`` are positions in the pack's lists; ``actions`` and ``questions``
    in those of ``ordered_actions`` and ``ordered_questions``.
    """

    warnings: list[int]
    holders: list[int]
    paths: list[int]
    actions: list[int]
    questions: list[int]


def advice_conditions(rules: Rules) -> Conditions:
    """Compile the conditions of every such rule; the groups are the fields of ``MatchedRules``."""
    return Conditions(
        warnings=[rule.when for rule in rules.sourcing.warnings],
        holders=[rule.when for rule in rules.plan.holders],
        paths=[rule.when for rule in rules.plan.paths],
        actions=[rule.when for rule in ordered_actions(rules)],
        questions=[question_condition(rule) for rule in ordered_questions(rules)],
    )


def matched_rules(conditions: Conditions, facts: Facts) -> MatchedRules:
    """Match the conditions against a decision's facts, outcomes included."""
    return MatchedRules(**conditions.matching(facts))
