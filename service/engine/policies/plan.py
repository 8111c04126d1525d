"""What follows from a recommendation: holders of tasks, team, path over 24 months, provider check.

Everything is selected by conditions and worded when the pack is compiled; only team sizes and the provider
check depend on numbers and answers of the profile.
"""

from typing import NamedTuple

from service.engine.facts.profile_facts import PREFERENCES
from service.engine.facts.workload import Workload
from service.engine.policies.costs import CostModel, Resources
from service.methodology.shape.plan import PathRule, PlanRules, TeamRule
from service.methodology.shape.texts import Texts
from service.model.answer.sourcing import Allocation, PathStep, ProviderAnswer, ProviderCheck, TeamMember
from service.model.codes import (
    MODELS,
    TASKS,
    EmploymentContract,
    Model,
    Objective,
    Reply,
    Skill,
    Task,
    Verdict,
)
from service.model.profile import Preferences, Provider

_REPLIES: dict[str, Reply] = {"yes": "yes", "partly": "partly", "no": "no"}
_WITHOUT_A_POST: frozenset[EmploymentContract] = frozenset({"freelance"})


class _Stage(NamedTuple):
    """A model to stand at on a path, and the key of the sentence that words it."""

    model: Model
    text_key: str


class PlanModel:
    """Task, team, path and provider rules of a pack, compiled for one language."""

    def __init__(self, rules: PlanRules, texts: Texts, costs: CostModel) -> None:
        self._rules = rules
        self._skills_cache: dict[tuple[str, frozenset[Objective]], tuple[Skill, ...]] = {}
        self._texts = texts
        self._costs = costs
        self._allocations: dict[Model, dict[Task, Allocation]] = {
            model: {
                task.task: Allocation(task.task, task.holders[model], task.claims)
                for task in sorted(rules.tasks, key=lambda rule: TASKS.index(rule.task))
            }
            for model in MODELS
        }
        self._paths = [{model: _path(rule, model, texts) for model in MODELS} for rule in rules.paths]
        # Without a matching path rule: keep the model.
        self._unchanged = {
            model: _worded_path(model, _Stage(model, "keep"), _Stage(model, "keep"), texts)
            for model in MODELS
        }

    def allocation(self, model: Model, matched: list[int]) -> tuple[Allocation, ...]:
        """Who holds each task under ``model``; of the matched overrides the last one wins."""
        allocation = dict(self._allocations[model])
        for position in matched:
            rule = self._rules.holders[position]
            for task in rule.tasks:
                if task in allocation:
                    allocation[task] = Allocation(task, rule.holder, rule.claims)
        return tuple(allocation.values())

    def team(
        self,
        matched: list[int],
        resources: Resources,
        workload: Workload | None,
        objectives: frozenset[Objective],
    ) -> tuple[TeamMember, ...]:
        """The roles of the matched rules, sized in full-time equivalents.

        A role that grows makes up the difference to the workload or to the people in post.
        """
        rules = [self._rules.team[position] for position in matched]
        needed = 0.0 if workload is None else workload.fte
        target_fte = {
            "workload": max(needed, resources.staffed_fte),
            "people_in_post": resources.staffed_fte,
        }
        paid_fte = sum(rule.fte for rule in rules if rule.paid)
        members = []
        for rule in rules:
            growth = 0.0 if rule.grows_with is None else max(0.0, target_fte[rule.grows_with] - paid_fte)
            is_hired = rule.paid and resources.can_hire is not False
            members.append(
                TeamMember(
                    role=rule.role,
                    seniority=rule.seniority,
                    fte=round(rule.fte + growth, 2),
                    skills=self._skills(rule, objectives),
                    contracts=_contracts(rule, resources),
                    salary_eur_per_year=self._costs.gross(rule.seniority, resources.size)
                    if is_hired
                    else None,
                )
            )
        return tuple(members)

    def _skills(self, rule: TeamRule, objectives: frozenset[Objective]) -> tuple[Skill, ...]:
        key = (rule.id, objectives)
        if key not in self._skills_cache:
            self._skills_cache[key] = self._ranked_skills(rule, objectives)
        return self._skills_cache[key]

    def _ranked_skills(self, rule: TeamRule, objectives: frozenset[Objective]) -> tuple[Skill, ...]:
        """A role's skills by rank: those that the objectives call for, then its own."""
        ranking = self._rules.skill_ranking
        widened = () if ranking is None else ranking.roles
        for_objectives = [
            skill.skill
            for skill in self._rules.skills
            if skill.objective in objectives and (skill.skill in rule.skills or rule.role in widened)
        ]
        most = None if ranking is None else ranking.most
        return tuple(dict.fromkeys((*for_objectives, *rule.skills)))[:most]

    def open_paths(self, matched: list[int], model: Model, barred: frozenset[int]) -> list[int]:
        """The matched paths that lead to no barred model; staying with ``model`` is always allowed."""
        allowed = {model, *(name for i, name in enumerate(MODELS) if i not in barred)}
        rules = self._rules.paths
        return [i for i in matched if {rules[i].at_12, rules[i].at_24} <= allowed]

    def path(self, model: Model, matched: list[int]) -> tuple[PathStep, ...]:
        """The models now, in 12 and in 24 months: by the first matched path rule, else unchanged."""
        return self._paths[matched[0]][model] if matched else self._unchanged[model]

    def provider_check(self, provider: Provider | None) -> ProviderCheck | None:
        """The provider-side checklist with its verdict; None when no provider is described."""
        if provider is None:
            return None
        points = tuple(
            ProviderAnswer(
                rule.key,
                _REPLIES.get(getattr(provider, rule.key), "unknown"),
                self._texts.provider[rule.key].text,
                rule.claims,
            )
            for rule in self._rules.provider
        )
        verdict = self.verdict(provider)
        return ProviderCheck(verdict, self._texts.provider_verdicts[verdict], points)

    def verdict(self, provider: Provider) -> Verdict:
        """``stop`` on a no to a blocking point, ``proceed`` when all are yes, else ``clarify``."""
        answers = [(rule.blocking, getattr(provider, rule.key)) for rule in self._rules.provider]
        if any(blocking and answer == "no" for blocking, answer in answers):
            return "stop"
        return "proceed" if all(answer == "yes" for _, answer in answers) else "clarify"


def _contracts(rule: TeamRule, resources: Resources) -> tuple[EmploymentContract, ...]:
    """The contracts to offer; where hiring is refused, only those that create no post."""
    if resources.can_hire is not False:
        return rule.contracts
    return tuple(contract for contract in rule.contracts if contract in _WITHOUT_A_POST)


def objectives_of(preferences: Preferences | None) -> frozenset[Objective]:
    """The stated objectives; empty when not stated."""
    return frozenset((preferences or PREFERENCES).objectives or ())


def _path(rule: PathRule, model: Model, texts: Texts) -> tuple[PathStep, ...]:
    return _worded_path(model, _Stage(rule.at_12, rule.step), _Stage(rule.at_24, rule.end), texts)


def _worded_path(now: Model, at_12: _Stage, at_24: _Stage, texts: Texts) -> tuple[PathStep, ...]:
    def text(stage: _Stage) -> str:
        return texts.paths[stage.text_key].format(model=texts.models[stage.model].label)

    return (
        PathStep(0, now, text(_Stage(now, "now"))),
        PathStep(12, at_12.model, text(at_12)),
        PathStep(24, at_24.model, text(at_24)),
    )
