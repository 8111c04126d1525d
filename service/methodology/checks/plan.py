"""Checks the plan: tasks are held lawfully under every model, roles have a size, no path leads outside."""

from collections.abc import Iterator

from service.methodology.checks.ranking import each_model_once
from service.methodology.problem import Problem, problem
from service.methodology.profile_fields import profile_fields
from service.methodology.shape.pack import Rules
from service.methodology.shape.plan import PathRule, TeamRule
from service.methodology.vocabulary import OUTCOMES
from service.model.codes import MODELS, TASKS

_FLEXIBLE = ("flexibility",)
_OCCASIONAL = "occasional_help"


def plan_problems(rules: Rules) -> Iterator[Problem]:
    """Everything wrong with tasks, team, provider checklist and paths."""
    named = [rule.task for rule in rules.plan.tasks]
    yield from (problem("task_once", task=task) for task in TASKS if named.count(task) != 1)
    for task in rules.plan.tasks:
        yield from each_model_once(f"plan.toml {task.id}", task.holders)
    yield from _lawful(rules)
    for role in rules.plan.team:
        yield from _role_problems(role)
    for point in rules.plan.provider:
        if f"/provider/{point.key}" not in profile_fields():
            yield problem("unknown_field", rule=point.id, field=f"/provider/{point.key}")
    yield from _paths(rules)


def _role_problems(rule: TeamRule) -> Iterator[Problem]:
    least, most = rule.fte
    if least > most:
        yield problem("range_reversed", rule=rule.id, field="fte")
    if most == 0:
        yield problem("role_empty", rule=rule.id)
    # Every model is staffed before one is chosen.
    yield from (
        problem("unknown_fact", rule=rule.id, fact=fact)
        for fact in rule.when
        if fact in OUTCOMES and fact != "sourcing_model"
    )


def _lawful(rules: Rules) -> Iterator[Problem]:
    """The account holder answers in law: legal compliance is held inside or shared."""
    by_task = [task.holders for task in rules.plan.tasks if task.task == "legal_compliance"]
    holders = {holder for by_model in by_task for holder in by_model.values()}
    holders |= {rule.holder for rule in rules.plan.holders if "legal_compliance" in rule.tasks}
    if not holders <= {"in_house", "shared"}:
        yield problem("unlawful_holder")


def _paths(rules: Rules) -> Iterator[Problem]:
    """The outside share does not grow on the way, unless flexibility was asked for."""
    share = {rule.model: rule.outside_share for rule in rules.sourcing.models}
    reached: set[str] = set()
    for path in rules.plan.paths:
        # A path that names no model may start from any; other checks find a name that is no model.
        for start in set(MODELS).intersection(path.when.get("sourcing_model", MODELS)):
            steps = [share.get(model, 0) for model in (start, path.at_12, path.at_24)]
            if steps != sorted(steps, reverse=True) and path.when.get("priority") != _FLEXIBLE:
                yield problem("path_outside", rule=path.id)
            if _only_recommended(path):
                reached.add(start)
        if path.end == _OCCASIONAL and share.get(path.at_24):
            yield problem("path_help", rule=path.id, model=path.at_24)
    yield from (problem("path_missing", model=model) for model in MODELS if model not in reached)


def _only_recommended(path: PathRule) -> bool:
    return set(path.when) <= {"sourcing_model"}
