"""The last part of an answer: what to do, what to answer, how firmly the advice stands."""

from typing import Annotated, Literal

from msgspec import Meta, field

from service.model.codes import Competency, Narrows
from service.model.output import Claims, Output


class RoadmapItem(Output, frozen=True):
    """A next action; ``from`` and ``to`` are levels of a competency, null for a condition of success."""

    competency: Competency | None
    from_level: Annotated[int, Meta(ge=1, le=4)] | None = field(name="from")
    to_level: Annotated[int, Meta(ge=1, le=4)] | None = field(name="to")
    action: str
    why: str
    claims: Claims


class Question(Output, frozen=True):
    """An unanswered field worth answering, and the output that it would narrow."""

    field: str
    text: str
    narrows: Narrows


class Counterfactual(Output, frozen=True):
    """A single changed answer that would change the level or the recommendation."""

    field: str
    before: str
    after: str
    output: Literal["maturity.level", "sourcing.recommended"]
    result: str


class Robustness(Output, frozen=True):
    """Share of seeded weight changes under which the recommendation stands: stability, not truth."""

    share: Annotated[float, Meta(ge=0, le=1)]
    samples: int
    weight_change: float


class Next(Output, frozen=True):
    """What to do, what to answer, and how firmly the advice stands."""

    roadmap: tuple[RoadmapItem, ...]
    questions: tuple[Question, ...]
    counterfactuals: tuple[Counterfactual, ...] | None
    robustness: Robustness | None
