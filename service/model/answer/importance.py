"""The importance section: how strategic community management is."""

from typing import Annotated

from msgspec import Meta

from service.model.codes import Band, Criterion, Status
from service.model.output import Claims, Output

Score = Annotated[int, Meta(ge=0, le=100)]
"""Points, 0 to 100."""


class CriterionScore(Output, frozen=True):
    """A criterion of strategic importance; ``points`` add up to the score. Both are null when unanswered."""

    criterion: Criterion
    points: Score | None
    points_max: Score | None
    claims: Claims


class Importance(Output, frozen=True, kw_only=True):
    """How strategic community management is, 0 to 100; provisional if more answers could change the band."""

    status: Status
    band: Band | None
    label: str | None
    text: str | None
    score: Score | None
    score_low: Score
    score_high: Score
    criteria: tuple[CriterionScore, ...]
