"""The sourcing section: who should do the work, at what cost, on which path."""

from typing import Annotated, Literal

from msgspec import Meta

from service.model.codes import Contract, Holder, Model, Reply, Role, Seniority, Skill, Task, Verdict
from service.model.output import Claims, Interval, Output

Points = Annotated[float, Meta(description="Points, to the tenth.")]


class Contribution(Output, frozen=True):
    """The points that one factor adds to a model's fit, or takes from it; contributions add up to the fit."""

    factor: str
    points: Points
    claims: Claims


class Objection(Output, frozen=True):
    """A rule against a model: a veto, or a reason why the model would not be sound."""

    rule: str
    text: str
    claims: Claims


class RankedModel(Output, frozen=True, kw_only=True):
    """A sourcing model with its fit, 0 to 100, and the rules for and against it.

    ``contributions`` are given for the recommended model, and for all ten with ``include=trace``.
    """

    model: Model
    label: str
    fit: Points
    contributions: tuple[Contribution, ...] | None
    vetoes: tuple[Objection, ...]
    unsound: tuple[Objection, ...]


class Caution(Output, frozen=True):
    """A warning to heed before acting on the recommendation."""

    code: str
    text: str
    claims: Claims


class Allocation(Output, frozen=True):
    """Who holds a task."""

    holder: Holder
    claims: Claims


class EuroRange(Output, frozen=True):
    """Gross pay of a full-time post, in euros a year, as of ``year``."""

    low: int
    central: int
    high: int
    year: int


class TeamMember(Output, frozen=True, kw_only=True):
    """A role to fill: experience (never age), full-time equivalents, skills by rank.

    ``contracts`` and ``gross_eur`` are what can be offered to somebody new. Where hiring is refused, the role
    goes to somebody in post, ``gross_eur`` is null and only freelance contracts remain.
    """

    role: Role
    seniority: Seniority
    fte: float
    skills: tuple[Skill, ...]
    contracts: tuple[Contract, ...]
    gross_eur: EuroRange | None


class MonthlyCost(Output, frozen=True):
    """Cash in euros a month, without the wages of people already in post."""

    low: int
    high: int


class BreakEven(Output, frozen=True):
    """The weekly hours from which a full-time post costs less than buying the same hours."""

    hours_per_week: Interval
    post_eur_per_month: MonthlyCost
    bought_eur_per_hour: Interval


class Cost(Output, frozen=True, kw_only=True):
    """Monthly cost of each model, evenings and week-ends included where needed (``on_call``, else null).

    ``basis`` is the country whose figures are used. ``budget_gap_eur`` is what is missing a month where no
    sound model is within the budget.
    """

    basis: Literal["FR"]
    year: int
    models: dict[Model, MonthlyCost]
    on_call: MonthlyCost | None
    budget_gap_eur: int | None
    break_even: BreakEven | None


class PathStep(Output, frozen=True):
    """The model to have now, in 12 or in 24 months."""

    at_months: Literal[0, 12, 24]
    model: Model
    text: str


class ProviderAnswer(Output, frozen=True):
    """A point of the provider-side checklist, and what was answered to it."""

    key: str
    answer: Reply
    text: str
    claims: Claims


class ProviderCheck(Output, frozen=True):
    """The verdict on the provider considered; ``stop`` when a fundamental point is answered no."""

    verdict: Verdict
    text: str
    points: tuple[ProviderAnswer, ...]


class Sourcing(Output, frozen=True, kw_only=True):
    """Who should do the work. ``margin`` is the lead over the next model neither vetoed nor unsound."""

    recommended: Model
    label: str
    text: str
    fit: Points
    margin: Points | None
    ranking: tuple[RankedModel, ...]
    warnings: tuple[Caution, ...]
    allocation: dict[Task, Allocation]
    team: tuple[TeamMember, ...]
    cost: Cost
    path: tuple[PathStep, ...]
    provider_check: ProviderCheck | None
