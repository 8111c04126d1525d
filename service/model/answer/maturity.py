"""The maturity section: the level on the ladder of four."""

from typing import Annotated

from msgspec import Meta

from service.model.codes import Competency, GateOutcome, Level, LimitingReason, Status
from service.model.output import Claims, Output

Index = Annotated[float, Meta(ge=1, le=4)]
"""On the ladder of four, 1.00 to 4.00."""


class CompetencyScore(Output, frozen=True, kw_only=True):
    """A competency on the ladder, and its contribution to the index.

    ``declared`` says that a level was stated without artefacts.
    """

    competency: Competency
    label: str
    score: Index | None
    score_low: Index
    score_high: Index
    contribution: float | None
    declared: bool


class Gate(Output, frozen=True, kw_only=True):
    """A condition on a level that no average can compensate."""

    rule: str
    level: Level
    outcome: GateOutcome
    text: str
    claims: Claims


class Limiting(Output, frozen=True):
    """What keeps the organisation from the next level: conditions failed, or left unanswered."""

    next_level: Level
    reason: LimitingReason
    competencies: tuple[Competency, ...]
    text: str


class Maturity(Output, frozen=True, kw_only=True):
    """The level on the ladder of four.

    Lowest and highest are what the open questions leave possible. ``coverage`` is the share of the applicable
    artefacts answered.
    """

    status: Status
    level: Level | None
    level_low: Level
    level_high: Level
    label: str | None
    text: str | None
    index: Index | None
    index_low: Index
    index_high: Index
    coverage: Annotated[float, Meta(ge=0, le=1)]
    competencies: tuple[CompetencyScore, ...]
    gates: tuple[Gate, ...]
    limiting: Limiting | None
