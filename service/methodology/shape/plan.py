"""The shape of the rules for what follows a recommendation: tasks, team, path, roadmap, questions."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from service.methodology.shape.base import Fte, LimitRule, PackPart, Rule, When
from service.model.codes import (
    EmploymentContract,
    Holder,
    Model,
    Narrows,
    Objective,
    Role,
    Seniority,
    Skill,
    Task,
)


class TaskRule(Rule, frozen=True):
    """Who holds a task under each model, unless an override speaks."""

    task: Task
    holders: dict[Model, Holder]


class HolderRule(Rule, frozen=True):
    """An override: under a condition, these tasks go to this holder. The last that applies wins."""

    tasks: tuple[Task, ...]
    holder: Holder
    when: When


class TeamRule(Rule, frozen=True, kw_only=True):
    """A role to fill under a condition.

    ``fte`` is the least time with which somebody in post holds it, and the most that it takes. It takes the
    most, unless it grows: with what the work asks for inside, or also with the people in post, whom it keeps
    all. A role that is not ``paid`` is nobody's post. ``time`` is the time set aside for this work, that of
    somebody inside with another duty, or an outsider's.
    """

    role: Role
    seniority: Seniority
    fte: tuple[Fte, Fte]
    contracts: tuple[EmploymentContract, ...]
    skills: tuple[Skill, ...]
    when: When
    grows_with: Literal["workload", "people_in_post"] | None = None
    paid: bool = True
    time: Literal["inside", "aside", "outside"] = "inside"


class SkillRule(Rule, frozen=True):
    """An objective that moves a skill to the front of the ranked list."""

    objective: Objective
    skill: Skill


class SkillRankingRule(Rule, frozen=True):
    """How a role's skills are ranked: how many are shown, and whose list any objective's skill joins."""

    most: Annotated[int, Meta(ge=1, le=100)]
    roles: tuple[Role, ...]


class PathRule(Rule, frozen=True, kw_only=True):
    """Where to stand in 12 and 24 months; the first that applies is used."""

    at_12: Model
    at_24: Model
    step: str
    end: str
    when: When


class ProviderRule(Rule, frozen=True):
    """A point of the provider-side checklist; a ``no`` to a blocking one says stop."""

    key: str
    blocking: bool


class PlanRules(PackPart, frozen=True, kw_only=True):
    """What follows from a recommendation: tasks, team, path, provider check."""

    tasks: tuple[TaskRule, ...]
    holders: tuple[HolderRule, ...]
    team: tuple[TeamRule, ...]
    skills: tuple[SkillRule, ...]
    skill_ranking: SkillRankingRule | None
    paths: tuple[PathRule, ...]
    provider: tuple[ProviderRule, ...]


class ActionRule(Rule, frozen=True):
    """A roadmap item that is not a step of a competency; lower ``order`` comes first."""

    order: Annotated[int, Meta(ge=0, le=1000)]
    when: When


class QuestionRule(Rule, frozen=True, kw_only=True):
    """A field worth asking for while its fact is unknown; ``weight`` says how much it narrows."""

    field: str
    fact: str
    narrows: Narrows
    weight: Annotated[int, Meta(ge=1, le=1000)]
    when: When = msgspec.field(default_factory=dict)


class MoveRule(Rule, frozen=True):
    """The values that a number of the profile is moved to when counterfactuals are looked for, rising."""

    field: str
    values: tuple[Annotated[float, Meta(ge=0)], ...]


class NextRules(PackPart, frozen=True, kw_only=True):
    """What to do and what to answer next; how long the lists are."""

    items: LimitRule | None
    steps: LimitRule | None
    questions_shown: LimitRule | None
    counterfactuals: LimitRule | None
    counterfactuals_alike: LimitRule | None
    reasons_for: LimitRule | None
    reasons_against: LimitRule | None
    actions: tuple[ActionRule, ...]
    questions: tuple[QuestionRule, ...]
    moves: tuple[MoveRule, ...]
