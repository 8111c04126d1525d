"""What follows from a recommendation: who holds each task, which roles to fill, where to stand later.

Everything here is chosen by condition and worded when the pack is compiled; only team sizes and the
provider check depend on numbers of the profile.
"""

from service.engine.facts.profile_facts import PREFERENCES
from service.engine.facts.workload import Workload
from service.engine.policies.costs import CostModel, Means
from service.methodology.shape.plan import PathRule, PlanRules, TeamRule
from service.methodology.shape.texts import Texts
from service.model.answer.sourcing import Allocation, PathStep, ProviderAnswer, ProviderCheck, TeamMember
from service.model.codes import MODELS, TASKS, Contract, Model, Objective, Reply, Skill, Task, Verdict
from service.model.profile import Provider

_ANIMATORS = frozenset({"community_manager", "part_time_officer", "social_media_lead"})
_MOST_SKILLS = 6
_READ: dict[str, Reply] = {"yes": "yes", "partly": "partly", "no": "no"}
_WITHOUT_A_POST: frozenset[Contract] = frozenset({"freelance"})


class PlanModel:
    """Tasks, team and path rules of a pack, compiled for one language."""

    def __init__(self, rules: PlanRules, texts: Texts, costs: CostModel) -> None:
        self._rules = rules
        self._known_skills: dict[tuple[str, frozenset[Objective]], tuple[Skill, ...]] = {}
        self._texts = texts
        self._costs = costs
        self._allocations: dict[Model, dict[Task, Allocation]] = {
            model: {
                task.task: Allocation(task.holders[model], task.claims)
                for task in sorted(rules.tasks, key=lambda rule: TASKS.index(rule.task))
            }
            for model in MODELS
        }
        self._steps = [{model: _steps(rule, model, texts) for model in MODELS} for rule in rules.paths]
        self._stay = {
            model: _worded_steps(model, (model, "keep"), (model, "keep"), texts) for model in MODELS
        }

    def allocation(self, model: Model, held: list[int]) -> dict[Task, Allocation]:
        """Who holds each task under the recommended model; of the overrides ``held`` the last wins."""
        if not held:
            return self._allocations[model]
        allocation = dict(self._allocations[model])
        for position in held:
            rule = self._rules.holders[position]
            for task in rule.tasks:
                if task in allocation:
                    allocation[task] = Allocation(rule.holder, rule.claims)
        return allocation

    def team(
        self,
        held: list[int],
        means: Means,
        workload: Workload | None,
        objectives: frozenset[Objective],
    ) -> tuple[TeamMember, ...]:
        """The roles to fill: they never add up to fewer people than are in post, where one role may grow."""
        rules = [self._rules.team[position] for position in held]
        needed = 0.0 if workload is None else workload.fte
        grown = {"workload": max(needed, means.staffed_fte), "people_in_post": means.staffed_fte}
        fixed = sum(rule.fte for rule in rules if rule.paid)
        members = []
        for rule in rules:
            rest = 0.0 if rule.grows_with is None else max(0.0, grown[rule.grows_with] - fixed)
            hired = rule.paid and means.can_hire is not False
            members.append(
                TeamMember(
                    rule.role,
                    rule.seniority,
                    round(rule.fte + rest, 2),
                    self._skills(rule, objectives),
                    _contracts(rule, means),
                    self._costs.gross(rule.seniority, means.size) if hired else None,
                )
            )
        return tuple(members)

    def _skills(self, rule: TeamRule, objectives: frozenset[Objective]) -> tuple[Skill, ...]:
        """A role's skills by rank; each role and set of objectives is worked out once."""
        key = (rule.id, objectives)
        if key not in self._known_skills:
            self._known_skills[key] = self._ranked(rule, objectives)
        return self._known_skills[key]

    def _ranked(self, rule: TeamRule, objectives: frozenset[Objective]) -> tuple[Skill, ...]:
        wanted = [
            skill.skill
            for skill in self._rules.skills
            if skill.objective in objectives and (skill.skill in rule.skills or rule.role in _ANIMATORS)
        ]
        return tuple(dict.fromkeys((*wanted, *rule.skills)))[:_MOST_SKILLS]

    def open_paths(self, held: list[int], model: Model, barred: frozenset[int]) -> list[int]:
        """The paths held that lead to no model barred here; staying where one is is always open."""
        allowed = {model, *(m for i, m in enumerate(MODELS) if i not in barred)}
        rules = self._rules.paths
        return [i for i in held if {rules[i].at_12, rules[i].at_24} <= allowed]

    def path(self, model: Model, held: list[int]) -> tuple[PathStep, ...]:
        """Where to stand now, in 12 and in 24 months: the first path rule that applies, else here."""
        return self._steps[held[0]][model] if held else self._stay[model]

    def provider_check(self, provider: Provider | None) -> ProviderCheck | None:
        """What the provider-side checklist says; None when no provider is described."""
        if provider is None:
            return None
        points = tuple(
            ProviderAnswer(
                rule.key,
                _READ.get(getattr(provider, rule.key), "unknown"),
                self._texts.provider[rule.key].text,
                rule.claims,
            )
            for rule in self._rules.provider
        )
        verdict = self.verdict(provider)
        return ProviderCheck(verdict, self._texts.provider_verdicts[verdict], points)

    def verdict(self, provider: Provider) -> Verdict:
        """``stop`` on a no to a blocking point, ``proceed`` when all are met, else ``clarify``."""
        answers = [(rule.blocking, getattr(provider, rule.key)) for rule in self._rules.provider]
        if any(blocking and answer == "no" for blocking, answer in answers):
            return "stop"
        return "proceed" if all(answer == "yes" for _, answer in answers) else "clarify"


def _contracts(rule: TeamRule, means: Means) -> tuple[Contract, ...]:
    """What can be offered: where hiring is refused, only work that makes no post."""
    if means.can_hire is not False:
        return rule.contracts
    return tuple(contract for contract in rule.contracts if contract in _WITHOUT_A_POST)


def objectives_of(preferences: object) -> frozenset[Objective]:
    """What the presence should serve, as a set; empty when not said."""
    return frozenset(getattr(preferences or PREFERENCES, "objectives", None) or ())


def _steps(rule: PathRule, model: Model, texts: Texts) -> tuple[PathStep, ...]:
    return _worded_steps(model, (rule.at_12, rule.step), (rule.at_24, rule.end), texts)


def _worded_steps(
    now: Model, later: tuple[Model, str], last: tuple[Model, str], texts: Texts
) -> tuple[PathStep, ...]:
    def worded(key: str, target: Model) -> str:
        return texts.paths[key].format(model=texts.models[target].label)

    return (
        PathStep(0, now, worded("now", now)),
        PathStep(12, later[0], worded(later[1], later[0])),
        PathStep(24, last[0], worded(last[1], last[0])),
    )
