"""The sourcing section: who should do the work, at what cost, on which path."""

from service.model.codes import (
    EmploymentContract,
    Holder,
    Model,
    ObjectionKind,
    Reply,
    Role,
    Seniority,
    Skill,
    Status,
    Task,
    Verdict,
)
from service.model.countries import Country
from service.model.output import Claims, Output, Range

Points = float
"""Points, to the tenth."""


class Contribution(Output, frozen=True):
    """The points that one factor adds to a model's fit, or takes from it; contributions add up to the fit."""

    factor: str
    points: Points
    claims: Claims


class Reason(Output, frozen=True):
    """What sets the recommended model apart from the next one, or speaks against it.

    ``points`` are those of ``factor`` beyond what it adds to the next model, and null for ``budget``, which
    comes first where the budget decided.
    """

    factor: str
    points: Points | None
    label: str
    claims: Claims


class Objection(Output, frozen=True):
    """A rule against a model: a veto, or a reason why the model would not be sound."""

    kind: ObjectionKind
    rule: str
    text: str
    claims: Claims


class MonthlyCost(Output, frozen=True):
    """Cash in whole euros a month, without the wages of people already in post."""

    low: int
    high: int


class RankedModel(Output, frozen=True, kw_only=True):
    """A sourcing model with its fit, 0 to 100, what it costs, and the rules for and against it.

    ``contributions`` are given for the recommended model, and for all ten with ``include=trace``.
    """

    model: Model
    label: str
    fit: Points
    cost_eur_per_month: MonthlyCost
    contributions: tuple[Contribution, ...] | None
    objections: tuple[Objection, ...]


class Caution(Output, frozen=True):
    """A warning to heed before acting on the recommendation."""

    code: str
    text: str
    claims: Claims


class Allocation(Output, frozen=True):
    """A task, and who holds it."""

    task: Task
    holder: Holder
    claims: Claims


class Salary(Output, frozen=True, kw_only=True):
    """Gross pay of a full-time post, euros a year, as of ``year``; ``assumed`` where no source gives it."""

    low: int
    central: int
    high: int
    year: int
    assumed: bool


class TeamMember(Output, frozen=True, kw_only=True):
    """A role to fill: experience (never age), full-time equivalents, skills by rank.

    ``contracts`` and ``salary_eur_per_year`` are what can be offered to somebody new. Where people in post
    hold the role, or hiring is refused, the salary is null and only freelance contracts remain. A role that
    both hold stands twice.
    """

    role: Role
    seniority: Seniority
    fte: float
    skills: tuple[Skill, ...]
    contracts: tuple[EmploymentContract, ...]
    salary_eur_per_year: Salary | None


class BreakEven(Output, frozen=True):
    """The weekly hours from which a full-time post costs less than buying the same hours."""

    hours_per_week: Range
    post_eur_per_month: MonthlyCost
    bought_eur_per_hour: Range


class Cost(Output, frozen=True, kw_only=True):
    """What the costs of the ranking rest on.

    ``basis`` is the country whose figures are used, ``year`` theirs. ``assumed`` says that the recommended
    model's cost rests on assumptions of ours: it is more than a published price. ``on_call_eur_per_month`` is
    the part of it for evenings and week-ends. Both are null without a model. ``budget_gap_eur_per_month`` is
    what is missing where no sound model is within the budget.
    """

    basis: Country
    year: int
    assumed: bool | None
    on_call_eur_per_month: MonthlyCost | None
    budget_gap_eur_per_month: int | None
    break_even: BreakEven | None


class PathStep(Output, frozen=True):
    """The model to have in so many months from now: 0, 12, 24."""

    month: int
    model: Model
    text: str


class ProviderAnswer(Output, frozen=True):
    """A point of the provider-side checklist, and what was answered to it."""

    point: str
    answer: Reply
    text: str
    claims: Claims


class ProviderCheck(Output, frozen=True):
    """The verdict on the provider considered; ``stop`` when a fundamental point is answered no."""

    verdict: Verdict
    text: str
    points: tuple[ProviderAnswer, ...]


class Sourcing(Output, frozen=True, kw_only=True):
    """Who should do the work: the recommended model, and all models ranked, the recommended one first.

    ``group`` are the models between which the answers do not decide, best first. ``runner_up`` is the next
    model without objection, ``margin`` the lead over it, and ``reasons`` what makes that lead, those for the
    recommended model first.
    """

    status: Status
    model: Model | None
    group: tuple[Model, ...]
    label: str | None
    text: str | None
    fit: Points | None
    margin: Points | None
    runner_up: Model | None
    reasons: tuple[Reason, ...]
    cost_eur_per_month: MonthlyCost | None
    ranking: tuple[RankedModel, ...]
    warnings: tuple[Caution, ...]
    allocation: tuple[Allocation, ...]
    team: tuple[TeamMember, ...]
    cost: Cost
    path: tuple[PathStep, ...]
    provider_check: ProviderCheck | None
