"""Checks the rules of choice: decisive answers that are asked for, ties that always settle."""

from collections import Counter
from collections.abc import Iterator

from service.methodology.checks.ranking import is_finer_than_a_tenth
from service.methodology.problem import Problem, problem
from service.methodology.shape.pack import Rules
from service.methodology.shape.plan import QuestionRule
from service.methodology.shape.sourcing import DecisiveRule, SourcingRules
from service.methodology.vocabulary import UNKNOWN


def choice_problems(rules: Rules) -> Iterator[Problem]:
    """Fields that no question asks for, more answers needed than there are, models told apart by nothing."""
    if rules.sourcing.decisive is not None:
        yield from _decisive_problems(rules.sourcing.decisive, rules.next.questions)
    yield from _points_problems(rules.sourcing)
    alike = Counter((model.inside_fte, model.outside_share) for model in rules.sourcing.models)
    if rules.sourcing.ties is not None and max(alike.values(), default=1) > 1:
        models = [m.model for m in rules.sourcing.models if alike[m.inside_fte, m.outside_share] > 1]
        yield problem("tie_unsettled", rule=rules.sourcing.ties.id, models=models)


def _decisive_problems(rule: DecisiveRule, questions: tuple[QuestionRule, ...]) -> Iterator[Problem]:
    # A condition of its own may keep a question from being asked, but not that another field is unknown:
    # where all fields of an answer are, each of them is asked for.
    asked = {question.field for question in questions if set(question.when.values()) <= {(UNKNOWN,)}}
    named = Counter(field for fields in rule.answers for field in fields)
    yield from (problem("decisive_unasked", rule=rule.id, field=f) for f in named if f not in asked)
    yield from (problem("decisive_twice", rule=rule.id, field=f) for f, times in named.items() if times > 1)
    if rule.least_known > len(rule.answers) or () in rule.answers:
        yield problem("decisive_too_few", rule=rule.id, least=rule.least_known, answers=len(rule.answers))


def _points_problems(rules: SourcingRules) -> Iterator[Problem]:
    """Points finer than the tenths of a fit."""
    if rules.choice is not None and is_finer_than_a_tenth(rules.choice.close_call):
        yield problem("too_fine", rule=rules.choice.id, field="close_call", value=rules.choice.close_call)
    if rules.group is not None:
        for field in ("within", "per_blank"):
            value = getattr(rules.group, field)
            if is_finer_than_a_tenth(value):
                yield problem("too_fine", rule=rules.group.id, field=field, value=value)
