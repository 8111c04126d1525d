"""The sourcing part of an answer: who should do the work, at what cost, on which path."""

from typing import Annotated, Literal

from msgspec import Meta

from service.model.codes import Contract, Holder, Model, Reply, Role, Seniority, Skill, Task, Verdict
from service.model.output import Claims, Interval, Output

Points = Annotated[float, Meta(description="Points, to the tenth.")]


class Contribution(Output, frozen=True):
    """What one factor adds to (or takes from) a model's fit; contributions add up to the fit."""

    factor: str
    points: Points
    claims: Claims


class Objection(Output, frozen=True):
    """A rule that speaks against a model: a veto, or a reason why it would not be sound here."""

    rule: str
    text: str
    claims: Claims


class RankedModel(Output, frozen=True):
    """A sourcing model's fit, 0 to 100, and what speaks for and against it.

    ``contributions`` are given for the recommended model, and for all ten with ``include=trace``.
    """

    model: Model
    label: str
    fit: Points
    contributions: tuple[Contribution, ...] | None
    vetoes: tuple[Objection, ...]
    unsound: tuple[Objection, ...]


class Caution(Output, frozen=True):
    """Something that the reader should know before acting on the recommendation."""

    code: str
    text: str
    claims: Claims


class Allocation(Output, frozen=True):
    """Who holds a task."""

    holder: Holder
    claims: Claims


class EuroRange(Output, frozen=True):
    """A dated yearly gross for a full-time post, in euros."""

    low: int
    central: int
    high: int
    year: int


class TeamMember(Output, frozen=True):
    """A role to fill: experience (never age), full-time equivalents, skills by rank.

    ``contracts`` and ``gross_eur`` say what can be offered to somebody new; where hiring is refused, the role
    is for somebody in post and only freelance work is left to offer.
    """

    role: Role
    seniority: Seniority
    fte: float
    skills: tuple[Skill, ...]
    contracts: tuple[Contract, ...]
    gross_eur: EuroRange | None


class MonthlyCost(Output, frozen=True):
    """Cash a month, in euros; wages of people already in post are not in it."""

    low: int
    high: int


class BreakEven(Output, frozen=True):
    """Above how many hours a week a full-time post costs less than buying the same hours."""

    hours_per_week: Interval
    post_eur_per_month: MonthlyCost
    bought_eur_per_hour: Interval


class Cost(Output, frozen=True):
    """Monthly cost of each model, evenings and week-ends included where asked for (``on_call``).

    ``basis`` is the country whose figures are used.
    """

    basis: Literal["FR"]
    year: int
    models: dict[Model, MonthlyCost]
    on_call: MonthlyCost | None
    budget_gap_eur: int | None
    break_even: BreakEven | None


class PathStep(Output, frozen=True):
    """Where to stand now, in 12 and in 24 months."""

    at_months: Literal[0, 12, 24]
    model: Model
    text: str


class ProviderAnswer(Output, frozen=True):
    """One point of the provider-side checklist."""

    key: str
    answer: Reply
    text: str
    claims: Claims


class ProviderCheck(Output, frozen=True):
    """What the provider-side answers say; ``stop`` when a fundamental point is refused."""

    verdict: Verdict
    text: str
    points: tuple[ProviderAnswer, ...]


class Sourcing(Output, frozen=True):
    """Who should do the work. ``margin`` is to the next model that is neither vetoed nor unsound."""

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
