"""Differences between two assessments: outputs, the rules behind them, and profile answers.

Values are codes and numbers, not words: a comparison is the same in every language. Structs have no defaults,
so that the contract marks every member as required.
"""

from typing import get_args

from service.model.answer.trace import TraceRule
from service.model.codes import ComparedOutput
from service.model.output import AssessmentId, Output, Timestamp

Value = str | float | None
Stated = str
"""An answer as text, as in counterfactuals; a list is sorted."""

COMPARED_OUTPUTS: tuple[ComparedOutput, ...] = get_args(ComparedOutput)


class Change(Output, frozen=True):
    """An output that differs, by the name of its column in a row; null where there is no evidence for it."""

    output: ComparedOutput
    before: Value
    after: Value


class RuleChange(Output, frozen=True):
    """A rule whose inputs, effects or citations differ; null on the side where it was not applied."""

    rule: str
    before: TraceRule | None
    after: TraceRule | None


class AnswerChange(Output, frozen=True):
    """A profile field, by JSON Pointer, whose answer changed; null where it is unknown.

    Fields that only identify an organisation (reference, name, unit, tags) are not compared.
    """

    pointer: str
    before: Stated | None
    after: Stated | None


class Difference(Output, frozen=True):
    """The outputs that differ between two assessments, and the rules that do; ``same`` if both are empty.

    Rules are in the order in which they were applied before; those applied only after come last.
    """

    same: bool
    outputs: tuple[Change, ...]
    rules: tuple[RuleChange, ...]


class PreviousRef(Output, frozen=True):
    """The organisation's previous assessment: its id, creation time, and methodology version."""

    id: AssessmentId
    created_at: Timestamp
    methodology: str


class History(Output, frozen=True):
    """What changed since the organisation's previous assessment: outputs, and profile answers."""

    previous: PreviousRef
    outputs: tuple[Change, ...]
    answers: tuple[AnswerChange, ...]
