"""Compares two assessments, or two profiles: the outputs, rules and answers that differ. Pure.

Works on finished assessments alone, so that they may come from different versions of the methodology.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from service.engine.explanation.counterfactuals import format_value
from service.methodology.vocabulary import UNKNOWN
from service.model.answer.assessment import Assessment
from service.model.answer.trace import TraceRule
from service.model.documents.comparison import (
    COMPARED_OUTPUTS,
    AnswerChange,
    Change,
    Difference,
    RuleChange,
    Value,
)
from service.model.profile import Channel, EuroBand, PeopleBand, Profile

_IDENTITY_FIELDS = frozenset(f"organisation.{name}" for name in ("reference", "name", "unit", "tags"))
_BANDS = (EuroBand, PeopleBand)


class _FieldAnswers(NamedTuple):
    """A field by its dotted path, and its answer as text on both sides; None when not answered."""

    field: str
    before: str | None
    after: str | None


def difference(before: Assessment, after: Assessment) -> Difference:
    """The outputs and the rules that differ between two assessments.

    Raises ``ValueError`` unless both were made with their trace.
    """
    outputs = changed_outputs(before, after)
    old, new = _effects(before), _effects(after)
    rules = tuple(
        RuleChange(rule, old.get(rule), new.get(rule))
        for rule in dict.fromkeys((*old, *new))
        if old.get(rule) != new.get(rule)
    )
    return Difference(not outputs and not rules, outputs, rules)


def changed_outputs(before: Assessment, after: Assessment) -> tuple[Change, ...]:
    """The outputs that differ, in the order of ``COMPARED_OUTPUTS``."""
    old, new = _outputs(before), _outputs(after)
    return tuple(Change(name, old[name], new[name]) for name in COMPARED_OUTPUTS if old[name] != new[name])


def changed_answers(before: Profile, after: Profile) -> tuple[AnswerChange, ...]:
    """The fields whose stated answer differs, in the order of the profile.

    Fields that only identify the organisation are left out.
    """
    return tuple(
        AnswerChange(answers.field, answers.before, answers.after)
        for answers in _answers(before, after)
        if answers.before != answers.after and answers.field not in _IDENTITY_FIELDS
    )


def _outputs(assessment: Assessment) -> dict[str, Value]:
    maturity, importance, sourcing = assessment.maturity, assessment.importance, assessment.sourcing
    cost = sourcing.cost.models[sourcing.recommended]
    scores = {
        f"maturity.competencies.{competency.key}": competency.score for competency in maturity.competencies
    }
    return {
        "maturity.status": maturity.status,
        "maturity.level": maturity.level,
        "maturity.index": maturity.index,
        "maturity.coverage": maturity.coverage,
        **scores,
        "importance.status": importance.status,
        "importance.score": importance.score,
        "importance.band": importance.band,
        "sourcing.recommended": sourcing.recommended,
        "sourcing.fit": sourcing.fit,
        "sourcing.cost.low": cost.low,
        "sourcing.cost.high": cost.high,
    }


def _effects(assessment: Assessment) -> dict[str, TraceRule]:
    """The effect of every rule by its id: the base fit of each model, then the trace in its order."""
    if assessment.trace is None:
        raise ValueError("both assessments need their trace")
    base_fits = (
        TraceRule(f"model.{ranked.model}", {}, f"starts at {part.points:g}", part.claims)
        for ranked in sorted(assessment.sourcing.ranking, key=lambda ranked: ranked.model)
        for part in ranked.contributions or ()
        if part.factor == "base"
    )
    return {effect.rule: effect for effect in (*base_fits, *assessment.trace.rules)}


def _answers(before: Struct | None, after: Struct | None, path: str = "") -> Iterator[_FieldAnswers]:
    """The answers to every field below two blocks, either of which may be absent."""
    block = before or after
    for name in () if block is None else block.__struct_fields__:
        field = path + name
        old, new = getattr(before, name, None), getattr(after, name, None)
        if any(isinstance(value, Struct) and not isinstance(value, _BANDS) for value in (old, new)):
            yield from _answers(old, new, f"{field}.")
        else:
            yield _FieldAnswers(field, _stated(field, old), _stated(field, new))


def _stated(field: str, value: object) -> str | None:
    """An answer as text. Absent equals ``unknown``; a delegation stated as a boolean equals yes or no."""
    if value is None or value == UNKNOWN:
        return None
    if field == "governance.voice_delegation" and isinstance(value, bool):
        return "yes" if value else "no"
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, PeopleBand):
        return f"{value.min}-{'' if value.max is None else value.max}"
    if isinstance(value, Channel):
        figures = ((name, getattr(value, name)) for name in ("followers", "posts_per_week"))
        stated = ", ".join(f"{name} {format_value(figure)}" for name, figure in figures if figure is not None)
        return f"{value.kind} ({stated})" if stated else value.kind
    if isinstance(value, list):
        # Channels of one kind add up, so that repetitions count; every other list is a set.
        texts = [_text(item) for item in value]
        return ", ".join(sorted(texts if value and isinstance(value[0], Channel) else set(texts)))
    return format_value(value)
