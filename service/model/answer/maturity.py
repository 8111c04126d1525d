"""The maturity section: the level on the ladder of four."""

from typing import Annotated, Literal

from msgspec import Meta

from service.model.codes import Competency, Level
from service.model.output import Claims, Interval, Output


class CompetencyScore(Output, frozen=True, kw_only=True):
    """A competency on the ladder, 1.00 to 4.00, and its contribution to the index.

    ``declared`` says that a stage was stated without evidence.
    """

    key: Competency
    label: str
    score: float | None
    interval: Interval
    contribution: float | None
    declared: bool


class Gate(Output, frozen=True, kw_only=True):
    """A condition on a level that no average can compensate."""

    id: str
    level: Level
    outcome: Literal["passed", "failed", "unanswered"]
    text: str
    claims: Claims


class Limiting(Output, frozen=True):
    """What keeps the organisation from the next level: conditions failed, or left unanswered."""

    next_level: Level
    reason: Literal["failed", "unanswered"]
    competencies: tuple[Competency, ...]
    text: str


class Maturity(Output, frozen=True, kw_only=True):
    """The level on the ladder of four. ``coverage`` is the share of the applicable artefacts answered."""

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
