"""What follows from a recommendation: holders of tasks, team, path over 24 months, provider check.

Everything is selected by conditions and worded when the pack is compiled; only the provider check depends on
answers of the profile, and the team on its sizing.
"""

from typing import NamedTuple

from service.engine.facts.profile_facts import PREFERENCES
from service.engine.facts.resources import Resources
from service.engine.facts.staffing import Post, Staffing
from service.engine.policies.costs import CostModel
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
from service.texts.writing import Writing, lower_first, upper_first

_REPLIES: dict[str, Reply] = {"yes": "yes", "partly": "partly", "no": "no"}
_WITHOUT_A_POST: frozenset[EmploymentContract] = frozenset({"freelance"})


class _Stage(NamedTuple):
    """A model to stand at on a path, and the key of the sentence that words it."""

    model: Model
    text_key: str


class PlanModel:
    """Task, team, path and provider rules of a pack, compiled for one language."""

    def __init__(self, rules: PlanRules, texts: Texts, costs: CostModel, writing: Writing) -> None:
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
        words = _PathWords(texts, writing)
        self._paths = [{model: _path(rule, model, words) for model in MODELS} for rule in rules.paths]
        # Without a matching path rule: keep the model.
        self._unchanged = {
            model: words.path(model, _Stage(model, "keep"), _Stage(model, "keep")) for model in MODELS
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
        self, staffing: Staffing | None, resources: Resources, objectives: frozenset[Objective]
    ) -> tuple[TeamMember, ...]:
        """The roles of a sizing, none without one; a role shared with new people stands once for each."""
        return tuple(
            [
                self._member(self._rules.team[post.rule], post, resources, objectives)
                for post in (() if staffing is None else staffing.posts)
            ]
        )

    def _member(
        self, rule: TeamRule, post: Post, resources: Resources, objectives: frozenset[Objective]
    ) -> TeamMember:
        return TeamMember(
            role=rule.role,
            seniority=rule.seniority,
            fte=round(post.fte, 2),
            skills=self._skills(rule, objectives),
            contracts=_contracts(rule, post, resources),
            salary_eur_per_year=self._costs.gross(rule.seniority, resources.size) if post.is_new else None,
        )

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
        """The matched paths that lead to no barred model; staying with ``model`` is always allowed.

        A model that this answer calls unsound, or rules out for good, is barred.
        """
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


def _contracts(rule: TeamRule, post: Post, resources: Resources) -> tuple[EmploymentContract, ...]:
    """The contracts to offer: for somebody new or from outside; with hiring refused, none that is a post."""
    if resources.can_hire is not False and (post.is_new or rule.time == "outside"):
        return rule.contracts
    return tuple(contract for contract in rule.contracts if contract in _WITHOUT_A_POST)


def objectives_of(preferences: Preferences | None) -> frozenset[Objective]:
    """The stated objectives; empty when not stated."""
    return frozenset((preferences or PREFERENCES).objectives or ())


def _path(rule: PathRule, model: Model, words: "_PathWords") -> tuple[PathStep, ...]:
    return words.path(model, _Stage(rule.at_12, rule.step), _Stage(rule.at_24, rule.end))


class _PathWords:
    """The sentences of paths, with the names of models as they stand inside a sentence."""

    def __init__(self, texts: Texts, writing: Writing) -> None:
        self._texts = texts
        self._writing = writing

    def path(self, now: Model, at_12: _Stage, at_24: _Stage) -> tuple[PathStep, ...]:
        """The three steps of a path."""
        return (
            PathStep(0, now, self._text(_Stage(now, "now"))),
            PathStep(12, at_12.model, self._text(at_12)),
            PathStep(24, at_24.model, self._text(at_24)),
        )

    def _text(self, stage: _Stage) -> str:
        name = lower_first(self._texts.models[stage.model].label)
        return upper_first(self._writing.fill(self._texts.paths[stage.text_key], model=name))
