"""The typed shape of a methodology pack's rules; a pack that does not fit is refused on load.

Every rule has an ``id`` and names the claims that it rests on. Points are tenths of a point once loaded, so
that the engine adds integers. ``when`` is a conjunction: each fact named must have one of the values listed.
"""

from msgspec import Struct

from service.model.codes import (
    Band,
    Competency,
    Contract,
    CriterionKey,
    Holder,
    Level,
    Model,
    Objective,
    Role,
    Seniority,
    Size,
    Skill,
    Step,
    Task,
)

When = dict[str, tuple[str, ...]]


class PackPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a pack file: immutable, strict about names."""


class Rule(PackPart):
    """Anything that can move an answer: it has a name and rests on claims."""

    id: str
    claims: tuple[str, ...]


class Source(PackPart):
    """A text (seed) or a published figure (reference) that rules cite."""

    id: str
    kind: str
    author: str
    title: str
    year: int | None = None


class Claim(PackPart):
    """One statement of a source. ``context`` claims are cited in texts and move no number."""

    id: str
    source: str
    use: str


class LevelRule(Rule):
    """The least index at which a level may be shown."""

    level: Level
    threshold: float


class Artefact(Rule):
    """Something that can be shown; it carries one competency one step up the ladder."""

    competency: Competency
    step: Step
    not_applicable: str = "never"


class GateRule(Rule):
    """A condition on a level: low ends of competencies at a minimum, or an artefact in hand."""

    level: Level
    competencies: tuple[Competency, ...] = ()
    minimum: float = 1.0
    artefact: str | None = None


class Inference(Rule):
    """A fact given elsewhere that answers an artefact left out; it moves the point only."""

    artefact: str
    answer: str
    when: When


class MaturityRules(PackPart):
    """The ladder: levels, artefacts, gates and inferences."""

    weights: dict[Competency, int]
    levels: tuple[LevelRule, ...]
    artefacts: tuple[Artefact, ...]
    gates: tuple[GateRule, ...]
    inferences: tuple[Inference, ...]


class CriterionRule(Rule):
    """A criterion of strategic importance, read on a scale from 0 to 4."""

    key: CriterionKey


class ImportanceRules(PackPart):
    """Points by rank: ``points[n-1][r][v]`` is what the r-th strongest of n answered criteria adds at v."""

    bands: dict[Band, int]
    points: tuple[tuple[tuple[int, ...], ...], ...]
    criteria: tuple[CriterionRule, ...]


class BandRule(Rule):
    """How a measure is cut: ``names[i]`` holds below ``edges[i]``, the last name from the last edge up."""

    unit: str
    edges: tuple[float, ...]
    names: tuple[str, ...]


class ModelRule(Rule):
    """A sourcing model: its base fit, what it asks of the inside, and how far the work is outside."""

    model: Model
    base: float
    outside_share: int
    inside_fte: tuple[float, float]


class Factor(Rule):
    """What a fact adds to each model's fit, in points: ``points[value][model]``."""

    fact: str
    points: dict[str, dict[Model, float]]


class ObjectionRule(Rule):
    """A veto, or a reason why models would not be sound, under a condition."""

    models: tuple[Model, ...]
    when: When


class WarningRule(Rule):
    """Something to say beside the recommendation, under a condition."""

    when: When


class ChoiceRule(Rule):
    """How the ranking becomes one recommendation; a margin below ``close_call`` points is a close call."""

    close_call: float


class SourcingRules(PackPart):
    """The ranking: models, bands, factors, vetoes, unsoundness, warnings; and the choice within the budget."""

    choice: ChoiceRule | None
    bands: tuple[BandRule, ...]
    models: tuple[ModelRule, ...]
    factors: tuple[Factor, ...]
    vetoes: tuple[ObjectionRule, ...]
    unsound: tuple[ObjectionRule, ...]
    warnings: tuple[WarningRule, ...]


class TaskRule(Rule):
    """Who holds a task under each model, unless an override speaks."""

    task: Task
    holders: dict[Model, Holder]


class HolderRule(Rule):
    """An override: under a condition, these tasks go to this holder. The last that applies wins."""

    tasks: tuple[Task, ...]
    holder: Holder
    when: When


class TeamRule(Rule):
    """A role to fill under a condition; ``fte`` is fixed, or the rest of the workload above it."""

    role: Role
    seniority: Seniority
    fte: float
    contracts: tuple[Contract, ...]
    skills: tuple[Skill, ...]
    when: When
    takes_rest_of_workload: bool = False
    paid: bool = True


class SkillRule(Rule):
    """An objective that moves a skill to the front of the ranked list."""

    objective: Objective
    skill: Skill


class PathRule(Rule):
    """Where to stand in 12 and 24 months; the first that applies is used."""

    at_12: Model
    at_24: Model
    step: str
    end: str
    when: When


class ProviderRule(Rule):
    """A point of the provider-side checklist; a ``no`` to a blocking one says stop."""

    key: str
    blocking: bool


class PlanRules(PackPart):
    """What follows from a recommendation: tasks, team, path, provider check."""

    tasks: tuple[TaskRule, ...]
    holders: tuple[HolderRule, ...]
    team: tuple[TeamRule, ...]
    skills: tuple[SkillRule, ...]
    paths: tuple[PathRule, ...]
    provider: tuple[ProviderRule, ...]


class ActionRule(Rule):
    """A roadmap item that is not a step of a competency; lower ``order`` comes first."""

    order: int
    when: When


class QuestionRule(Rule):
    """A field worth asking for when unanswered; ``weight`` says how much it narrows."""

    field: str
    narrows: str
    weight: int
    when: When = {}


class NextRules(PackPart):
    """What to do and what to answer next."""

    steps: int
    questions_shown: int
    actions: tuple[ActionRule, ...]
    questions: tuple[QuestionRule, ...]


class Figure(Rule):
    """A dated figure with its unit and reference; ``assumption`` says that no source gives it."""

    unit: str
    year: int
    low: float
    central: float
    high: float
    assumption: bool = False


class CostRule(Rule):
    """Cash a month for a model: share of the work bought, at which rate, with which floor; hours from inside."""

    model: Model
    bought_share: tuple[float, float]
    rate: str
    floor: str
    inside_hours: tuple[float, float]
    new_post: bool = False
    on_call: bool = False


class CostRules(PackPart):
    """Money: dated figures, and what each model buys."""

    year: int
    weekly_hours: float
    figures: tuple[Figure, ...]
    salaries: dict[Seniority, dict[Size, str]]
    models: tuple[CostRule, ...]


class Option(PackPart):
    """An answer offered by a screen: the profile fields that it sets."""

    id: str
    sets: dict[str, object]


class Screen(PackPart):
    """One screen of the express form."""

    id: str
    kind: str
    field: str | None = None
    fields: tuple[str, ...] = ()
    competency: Competency | None = None
    options: tuple[Option, ...] = ()


class Refinement(PackPart):
    """A field offered once the express form is finished."""

    field: str


class Block(PackPart):
    """A block of the full form."""

    block: str
    fields: tuple[str, ...]


class QuestionnaireData(PackPart):
    """The forms: the express screens, what refines them, and every field by block."""

    express: tuple[Screen, ...]
    refine: tuple[Refinement, ...]
    full: tuple[Block, ...]


class Release(PackPart):
    """Which version this is, since when, and what changed."""

    version: str
    released: str
    changes: tuple[str, ...]


class Rules(PackPart):
    """Everything in a pack that can change a number."""

    maturity: MaturityRules
    importance: ImportanceRules
    sourcing: SourcingRules
    plan: PlanRules
    next: NextRules
    costs: CostRules
