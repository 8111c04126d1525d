"""The importance section: how strategic community management is."""

from typing import Annotated, Literal

from msgspec import Meta

from service.model.codes import Band, CriterionKey
from service.model.output import Claims, Interval, Output


class Criterion(Output, frozen=True):
    """A criterion of strategic importance; ``points`` add up to the score and are null when unanswered."""

    key: CriterionKey
    points: int | None
    max: int
    claims: Claims


class Importance(Output, frozen=True, kw_only=True):
    """How strategic community management is, 0 to 100; provisional if more answers could change the band."""

    status: Literal["assessed", "provisional", "insufficient_evidence"]
    score: Annotated[int, Meta(ge=0, le=100)] | None
    band: Band | None
    label: str | None
    text: str | None
    interval: Interval
    criteria: tuple[Criterion, ...]
