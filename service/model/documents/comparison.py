"""What differs between two assessments: outputs, the rules behind them, and the answers stated.

Values are as the answer shows them, in codes and numbers, never in words: a comparison reads the same in
every language. Structs have no defaults, so the contract marks every member as required.
"""

from typing import Annotated, Literal, get_args

from msgspec import Meta

from service.model.answer.trace import TraceRule
from service.model.output import AssessmentId, Output, Timestamp

ComparedOutput = Literal[
    "maturity.status",
    "maturity.level",
    "maturity.index",
    "maturity.coverage",
    "maturity.competencies.strategy",
    "maturity.competencies.leadership",
    "maturity.competencies.culture",
    "maturity.competencies.community_management",
    "maturity.competencies.content",
    "maturity.competencies.governance",
    "maturity.competencies.tools",
    "maturity.competencies.metrics",
    "importance.status",
    "importance.score",
    "importance.band",
    "sourcing.recommended",
    "sourcing.fit",
    "sourcing.cost.low",
    "sourcing.cost.high",
]
Value = str | float | None
Stated = Annotated[str, Meta(description="The answer, as counterfactuals show it; a list in sorted order.")]

COMPARED_OUTPUTS: tuple[ComparedOutput, ...] = get_args(ComparedOutput)


class Change(Output, frozen=True):
    """An output that differs; null where there was no evidence for it.

    A competency stands for its score; the cost is that of the recommended model, in euros a month.
    """

    output: ComparedOutput
    before: Value
    after: Value


class RuleChange(Output, frozen=True):
    """A rule that read, did or cited something else; null on the side where it did nothing."""

    rule: str
    before: TraceRule | None
    after: TraceRule | None


class AnswerChange(Output, frozen=True):
    """A profile field, by dotted path, whose answer changed; null where it is unknown.

    What only identifies an organisation (its reference, name, unit and tags) is not an answer.
    """

    field: str
    before: Stated | None
    after: Stated | None


class Difference(Output, frozen=True):
    """What differs between two assessments, and by which rules; ``same`` when nothing listed here does.

    Rules stand in the order in which they were applied before; those applied only after come last.
    """

    same: bool
    outputs: tuple[Change, ...]
    rules: tuple[RuleChange, ...]


class PreviousRef(Output, frozen=True):
    """The organisation's assessment before this one: its id, its date, and the version that computed it."""

    id: AssessmentId
    created_at: Timestamp
    methodology: str


class History(Output, frozen=True):
    """What changed since the organisation's previous assessment: outputs, and the answers behind them."""

    previous: PreviousRef
    outputs: tuple[Change, ...]
    answers: tuple[AnswerChange, ...]
