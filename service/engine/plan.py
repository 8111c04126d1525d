"""What follows from a recommendation: who holds each task, which roles to fill, where to stand later.

Everything here is chosen by condition and worded when the pack is compiled; only team sizes and the
provider check depend on numbers of the profile.
"""

from service.engine.conditions import Conditions
from service.engine.costs import CostModel
from service.engine.facts import PREFERENCES, Facts
from service.engine.workload import Workload
from service.methodology.pack import PathRule, PlanRules, Rule, TeamRule
from service.methodology.texts import Texts
from service.model.assessment import (
    Allocation,
    PathStep,
    ProviderAnswer,
    ProviderCheck,
    TeamMember,
    TraceRule,
)
from service.model.codes import MODELS, TASKS, Model, Objective, Size, Skill, Task
from service.model.profile import Provider

_ANIMATORS = frozenset({"community_manager", "part_time_officer", "social_media_lead"})
_MOST_SKILLS = 6
_READ = {"yes": "yes", "partly": "partly", "no": "no"}


class PlanModel:
    """Tasks, team and path rules of a pack, compiled for one language."""

    def __init__(self, rules: PlanRules, texts: Texts, costs: CostModel) -> None:
        self._rules = rules
        self._texts = texts
        self._costs = costs
        self._allocations: dict[Model, dict[Task, Allocation]] = {
            model: {
                task.task: Allocation(task.holders[model], task.claims)
                for task in sorted(rules.tasks, key=lambda rule: TASKS.index(rule.task))
            }
            for model in MODELS
        }
        self._holders = Conditions([rule.when for rule in rules.holders])
        self._team = Conditions([rule.when for rule in rules.team])
        self._paths = Conditions([rule.when for rule in rules.paths])
        self._steps = [
            {model: _steps(rule, model, texts) for model in rule.when.get("recommended", MODELS)}
            for rule in rules.paths
        ]

    def allocation(self, model: Model, facts: Facts, trace: list[TraceRule]) -> dict[Task, Allocation]:
        """Who holds each task under the recommended model; the last override that applies wins."""
        held = self._holders.holding(facts)
        if not held:
            return self._allocations[model]
        allocation = dict(self._allocations[model])
        for position in held:
            rule = self._rules.holders[position]
            trace.append(_applied(rule, facts, f"{', '.join(rule.tasks)}: {rule.holder}"))
            for task in rule.tasks:
                if task in allocation:
                    allocation[task] = Allocation(rule.holder, rule.claims)
        return allocation

    def team(
        self,
        facts: Facts,
        size: Size,
        workload: Workload | None,
        objectives: frozenset[Objective],
        trace: list[TraceRule],
    ) -> tuple[TeamMember, ...]:
        """The roles to fill; the role that takes the rest of the workload grows with it."""
        rules = [self._rules.team[position] for position in self._team.holding(facts)]
        rest = 0.0 if workload is None else workload.fte - sum(rule.fte for rule in rules if rule.paid)
        members = []
        for rule in rules:
            fte = rule.fte + max(0.0, rest) if rule.takes_rest_of_workload else rule.fte
            gross = self._costs.gross(rule.seniority, size) if rule.paid else None
            skills = self._ranked(rule, objectives)
            members.append(
                TeamMember(rule.role, rule.seniority, round(fte, 2), skills, rule.contracts, gross)
            )
            trace.append(_applied(rule, facts, f"{rule.role}: {round(fte, 2)} full-time equivalent"))
        return tuple(members)

    def _ranked(self, rule: TeamRule, objectives: frozenset[Objective]) -> tuple[Skill, ...]:
        wanted = [
            skill.skill
            for skill in self._rules.skills
            if skill.objective in objectives and (skill.skill in rule.skills or rule.role in _ANIMATORS)
        ]
        return tuple(dict.fromkeys((*wanted, *rule.skills)))[:_MOST_SKILLS]

    def path(self, model: Model, facts: Facts, trace: list[TraceRule]) -> tuple[PathStep, ...]:
        """Where to stand now, in 12 and in 24 months: the first path rule that applies."""
        held = self._paths.holding(facts)
        if not held:
            return (PathStep(0, model, self._texts.paths["now"]),)
        rule = self._rules.paths[held[0]]
        trace.append(_applied(rule, facts, f"12 months: {rule.at_12}; 24 months: {rule.at_24}"))
        return self._steps[held[0]][model]

    def provider_check(self, provider: Provider | None) -> ProviderCheck | None:
        """What the provider-side checklist says; None when no provider is described."""
        if provider is None:
            return None
        points = tuple(
            ProviderAnswer(
                rule.key,
                _READ.get(getattr(provider, rule.key), "unknown"),  # type: ignore[arg-type]
                self._texts.provider[rule.key].text,
                rule.claims,
            )
            for rule in self._rules.provider
        )
        verdict = self.verdict(provider)
        return ProviderCheck(verdict, self._texts.provider_verdicts[verdict], points)  # type: ignore[arg-type]

    def verdict(self, provider: Provider | None) -> str:
        """``stop`` on a no to a blocking point, ``proceed`` when all are met, else ``clarify``."""
        if provider is None:
            return "unknown"
        answers = [(rule.blocking, getattr(provider, rule.key)) for rule in self._rules.provider]
        if any(blocking and answer == "no" for blocking, answer in answers):
            return "stop"
        return "proceed" if all(answer == "yes" for _, answer in answers) else "clarify"


def objectives_of(preferences: object) -> frozenset[Objective]:
    """What the presence should serve, as a set; empty when not said."""
    return frozenset(getattr(preferences or PREFERENCES, "objectives", None) or ())


def _steps(rule: PathRule, model: Model, texts: Texts) -> tuple[PathStep, ...]:
    def worded(key: str, target: Model) -> str:
        return texts.paths[key].format(model=texts.models[target].label)

    return (
        PathStep(0, model, worded("now", model)),
        PathStep(12, rule.at_12, worded(rule.step, rule.at_12)),
        PathStep(24, rule.at_24, worded(rule.end, rule.at_24)),
    )


def _applied(rule: Rule, facts: Facts, did: str) -> TraceRule:
    when: dict[str, tuple[str, ...]] = rule.when  # type: ignore[attr-defined]
    return TraceRule(rule.id, {fact: facts[fact] for fact in when}, did, rule.claims)
