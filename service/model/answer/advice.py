"""The next steps of an assessment: roadmap, questions, counterfactuals, robustness."""

from typing import Annotated, Literal

from msgspec import Meta, field

from service.model.codes import Competency, Narrows
from service.model.output import Claims, Output


class RoadmapItem(Output, frozen=True, kw_only=True):
    """A next action: a step of a competency from a level to the next; these are null for other actions."""

    competency: Competency | None
    from_level: Annotated[int, Meta(ge=1, le=4)] | None = field(name="from")
    to_level: Annotated[int, Meta(ge=1, le=4)] | None = field(name="to")
    action: str
    why: str
    claims: Claims


class Question(Output, frozen=True):
    """An unanswered field worth answering, by its dotted path, and the output that it would narrow."""

    field: str
    text: str
    narrows: Narrows


class Counterfactual(Output, frozen=True, kw_only=True):
    """A change of one answer, by its dotted path, that would change the level or the recommendation."""

    field: str
    before: str
    after: str
    output: Literal["maturity.level", "sourcing.recommended"]
    result: str


class Robustness(Output, frozen=True):
    """Share of random changes of the weights under which the recommendation stands: stability, not truth."""

    share: Annotated[float, Meta(ge=0, le=1)]
    samples: int
    weight_change: float


class Next(Output, frozen=True):
    """What to do and to answer next; the last two members are null unless asked for."""

    roadmap: tuple[RoadmapItem, ...]
    questions: tuple[Question, ...]
    counterfactuals: tuple[Counterfactual, ...] | None
    robustness: Robustness | None
