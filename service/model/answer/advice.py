"""The next steps of an assessment: roadmap, questions, counterfactuals, robustness."""

from typing import Annotated

from msgspec import Meta

from service.model.codes import Competency, Level, Narrows, PivotalOutput
from service.model.output import Claims, Output


class RoadmapItem(Output, frozen=True, kw_only=True):
    """A next action: a step of a competency from a level to the next; these are null for other actions."""

    competency: Competency | None
    from_level: Level | None
    to_level: Level | None
    action: str
    why: str
    claims: Claims


class Question(Output, frozen=True):
    """An unanswered field worth answering, by its JSON Pointer, and the section that it would narrow."""

    pointer: str
    text: str
    narrows: Narrows


class Counterfactual(Output, frozen=True, kw_only=True):
    """A change of one answer, by its JSON Pointer, that would change the level or the recommendation."""

    pointer: str
    before: str
    after: str
    output: PivotalOutput
    result: str
    label: str


class Robustness(Output, frozen=True):
    """Share of random changes of the weights under which the recommendation stands: stability, not truth.

    ``text`` says so, and that a close call is one.
    """

    share: Annotated[float, Meta(ge=0, le=1)]
    sample_count: int
    weight_change: float
    text: str


class Next(Output, frozen=True):
    """What to do and to answer next; the last two members are null unless asked for."""

    roadmap: tuple[RoadmapItem, ...]
    questions: tuple[Question, ...]
    counterfactuals: tuple[Counterfactual, ...] | None
    robustness: Robustness | None
