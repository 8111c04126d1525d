"""The maturity part of an answer: the level on the four-step ladder."""

from typing import Annotated, Literal

from msgspec import Meta

from service.model.codes import Competency, Level
from service.model.output import Claims, Interval, Output


class CompetencyScore(Output, frozen=True):
    """One competency on the ladder (1.00 to 4.00) and what it adds to the index."""

    key: Competency
    label: str
    score: float | None
    interval: Interval
    contribution: float | None
    declared: bool


class Gate(Output, frozen=True):
    """A condition on a level that no average can buy."""

    id: str
    level: Level
    outcome: Literal["passed", "failed", "unanswered"]
    text: str
    claims: Claims


class Limiting(Output, frozen=True):
    """What holds the next level back: a condition failed, or one left unanswered."""

    next_level: Level
    reason: Literal["failed", "unanswered"]
    competencies: tuple[Competency, ...]
    text: str


class Maturity(Output, frozen=True):
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
