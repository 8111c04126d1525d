"""The assessment: maturity, importance, sourcing and next steps, each point with its claims.

Every member is always present; null means not asked for, or no evidence for it. ``claims`` list the ids of
the methodology's claims ledger. Codes are stable; ``label``, ``text``, ``action`` and ``why`` are worded in
the language asked for. Structs have no defaults, so the contract marks every member as required.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from service.model.codes import (
    Band,
    Competency,
    Contract,
    CriterionKey,
    Holder,
    Level,
    Model,
    Role,
    Section,
    Seniority,
    Size,
    Skill,
    Task,
)
from service.model.countries import Country
from service.model.profile import Profile

Claims = tuple[str, ...]
Points = Annotated[float, Meta(description="Points, to the tenth.")]


class _Output(Struct, frozen=True, gc=False):
    """A part of the answer: immutable, every member required."""


class Interval(_Output):
    """The range that the unanswered questions leave open."""

    low: float
    high: float


class OrganisationView(_Output):
    """What of the organisation shows in an assessment: its cohort and the caller's own reference."""

    reference: str | None
    section: Section | None
    size: Size
    country: Country


class MethodologyRef(_Output):
    """The model that computed this, by version and by the digests of its rules and of its texts."""

    version: str
    rules_digest: str
    texts_digest: str


class CompetencyScore(_Output):
    """One competency on the ladder (1.00 to 4.00) and what it adds to the index."""

    key: Competency
    label: str
    score: float | None
    interval: Interval
    contribution: float | None
    declared: bool


class Gate(_Output):
    """A condition on a level that no average can buy."""

    id: str
    level: Level
    outcome: Literal["passed", "failed", "unanswered"]
    text: str
    claims: Claims


class Limiting(_Output):
    """What holds the next level back: a condition failed, or one left unanswered."""

    next_level: Level
    reason: Literal["failed", "unanswered"]
    competencies: tuple[Competency, ...]
    text: str


class Maturity(_Output):
    """The level on the four-step ladder. ``coverage`` is the share of the 24 artefacts answered."""

    status: Literal["assessed", "insufficient_evidence"]
    level: Level | None
    label: str | None
    text: str | None
    index: Annotated[float, Meta(ge=1, le=4)] | None
    interval: Interval
    possible_levels: tuple[Level, ...]
    coverage: Annotated[float, Meta(ge=0, le=1)]
    competencies: tuple[CompetencyScore, ...]
    gates: tuple[Gate, ...]
    limiting: Limiting | None


class Criterion(_Output):
    """One criterion of strategic importance; ``points`` add up to the score, null when unanswered."""

    key: CriterionKey
    points: int | None
    max: int
    claims: Claims


class Importance(_Output):
    """How strategic community management is, 0 to 100; provisional where answers could move the band."""

    status: Literal["assessed", "provisional", "insufficient_evidence"]
    score: Annotated[int, Meta(ge=0, le=100)] | None
    band: Band | None
    label: str | None
    text: str | None
    interval: Interval
    criteria: tuple[Criterion, ...]


class Contribution(_Output):
    """What one factor adds to (or takes from) a model's fit; contributions add up to the fit."""

    factor: str
    points: Points
    claims: Claims


class Objection(_Output):
    """A rule that speaks against a model: a veto, or a reason why it would not be sound here."""

    rule: str
    text: str
    claims: Claims


class RankedModel(_Output):
    """A sourcing model's fit, 0 to 100, and what speaks for and against it.

    ``contributions`` are given for the recommended model and the next sound one; for all ten with
    ``include=trace``, null otherwise.
    """

    model: Model
    label: str
    fit: Points
    contributions: tuple[Contribution, ...] | None
    vetoes: tuple[Objection, ...]
    unsound: tuple[Objection, ...]


class Caution(_Output):
    """Something that the reader should know before acting on the recommendation."""

    code: str
    text: str
    claims: Claims


class Allocation(_Output):
    """Who holds a task."""

    holder: Holder
    claims: Claims


class EuroRange(_Output):
    """A dated yearly gross for a full-time post, in euros."""

    low: int
    central: int
    high: int
    year: int


class TeamMember(_Output):
    """A role to fill: experience (never age), full-time equivalents, skills by rank, contracts."""

    role: Role
    seniority: Seniority
    fte: float
    skills: tuple[Skill, ...]
    contracts: tuple[Contract, ...]
    gross_eur: EuroRange | None


class MonthlyCost(_Output):
    """Cash a month, in euros; wages of people already in post are not in it."""

    low: int
    high: int


class BreakEven(_Output):
    """Above how many hours a week a full-time post costs less than buying the same hours."""

    hours_per_week: Interval
    post_eur_per_month: MonthlyCost
    bought_eur_per_hour: Interval


class Cost(_Output):
    """Monthly cost of each model, evenings and week-ends included where asked for (``on_call``).

    ``basis`` is the country whose figures are used.
    """

    basis: Literal["FR"]
    year: int
    models: dict[Model, MonthlyCost]
    on_call: MonthlyCost | None
    budget_gap_eur: int | None
    break_even: BreakEven | None


class PathStep(_Output):
    """Where to stand now, in 12 and in 24 months."""

    at_months: Literal[0, 12, 24]
    model: Model
    text: str


class ProviderAnswer(_Output):
    """One point of the provider-side checklist."""

    key: str
    answer: Literal["yes", "partly", "no", "unknown"]
    text: str
    claims: Claims


class ProviderCheck(_Output):
    """What the provider-side answers say; ``stop`` when a fundamental point is refused."""

    verdict: Literal["proceed", "clarify", "stop"]
    text: str
    points: tuple[ProviderAnswer, ...]


class Sourcing(_Output):
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


class RoadmapItem(_Output):
    """A next action; ``from`` and ``to`` are levels of a competency, null for a condition of success."""

    competency: Competency | None
    from_level: Annotated[int, Meta(ge=1, le=4)] | None = field(name="from")
    to_level: Annotated[int, Meta(ge=1, le=4)] | None = field(name="to")
    action: str
    why: str
    claims: Claims


class Question(_Output):
    """An unanswered field worth answering, and the output that it would narrow."""

    field: str
    text: str
    narrows: Literal["maturity", "importance", "sourcing"]


class Counterfactual(_Output):
    """A single changed answer that would change the level or the recommendation."""

    field: str
    before: str
    after: str
    output: Literal["maturity.level", "sourcing.recommended"]
    result: str


class Robustness(_Output):
    """Share of seeded weight changes under which the recommendation stands: stability, not truth."""

    share: Annotated[float, Meta(ge=0, le=1)]
    samples: int
    weight_change: float


class Next(_Output):
    """What to do, what to answer, and how firmly the advice stands."""

    roadmap: tuple[RoadmapItem, ...]
    questions: tuple[Question, ...]
    counterfactuals: tuple[Counterfactual, ...] | None
    robustness: Robustness | None


class Finding(_Output):
    """Answers that contradict one another or had to be interpreted; nothing was refused."""

    code: str
    pointers: tuple[str, ...]
    text: str


class TraceRule(_Output):
    """One rule that was applied: what it read, what it did, the claims it rests on."""

    rule: str
    read: dict[str, str]
    did: str
    claims: Claims


class TraceSource(_Output):
    """An author whose claims the trace names, with the interest that the author wrote from."""

    id: str
    author: str
    year: int | None
    interest: str


class Trace(_Output):
    """The rules in the order in which they were applied, and who stands behind them."""

    rules: tuple[TraceRule, ...]
    sources: tuple[TraceSource, ...]


class Links(_Output):
    """Where to read on. ``self``, ``report`` and ``radar`` are null when nothing was stored."""

    self_: str | None = field(name="self")
    report: str | None
    radar: str | None
    methodology: str


class Assessment(_Output):
    """The whole answer for one profile."""

    organisation: OrganisationView
    methodology: MethodologyRef
    maturity: Maturity
    importance: Importance
    sourcing: Sourcing
    next: Next
    findings: tuple[Finding, ...]
    profile: Profile | None
    trace: Trace | None
    links: Links
