"""Compares two assessments, or two profiles: what differs, and by which rules. Pure.

Works on finished assessments alone, so that it can compare versions of the methodology without knowing
either. Imports the model, and how counterfactuals show a value.
"""

from collections.abc import Iterator

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

_IDENTITY = frozenset(f"organisation.{name}" for name in ("reference", "name", "unit", "tags"))
_BANDS = (EuroBand, PeopleBand)


def difference(before: Assessment, after: Assessment) -> Difference:
    """What differs between two assessments, rule by rule; both must have been made with their trace."""
    outputs = changed_outputs(before, after)
    old, new = _effects(before), _effects(after)
    rules = tuple(
        RuleChange(rule, old.get(rule), new.get(rule))
        for rule in dict.fromkeys((*old, *new))
        if old.get(rule) != new.get(rule)
    )
    return Difference(not outputs and not rules, outputs, rules)


def changed_outputs(before: Assessment, after: Assessment) -> tuple[Change, ...]:
    """The outputs that differ, always in the same order."""
    old, new = _outputs(before), _outputs(after)
    return tuple(Change(name, old[name], new[name]) for name in COMPARED_OUTPUTS if old[name] != new[name])


def changed_answers(before: Profile, after: Profile) -> tuple[AnswerChange, ...]:
    """The fields whose stated answer changed, in the order of the profile."""
    return tuple(
        AnswerChange(field, old, new)
        for field, old, new in _answers(before, after)
        if old != new and field not in _IDENTITY
    )


def _outputs(found: Assessment) -> dict[str, Value]:
    maturity, importance, sourcing = found.maturity, found.importance, found.sourcing
    cost = sourcing.cost.models[sourcing.recommended]
    return {
        "maturity.status": maturity.status,
        "maturity.level": maturity.level,
        "maturity.index": maturity.index,
        "maturity.coverage": maturity.coverage,
        **{f"maturity.competencies.{each.key}": each.score for each in maturity.competencies},
        "importance.status": importance.status,
        "importance.score": importance.score,
        "importance.band": importance.band,
        "sourcing.recommended": sourcing.recommended,
        "sourcing.fit": sourcing.fit,
        "sourcing.cost.low": cost.low,
        "sourcing.cost.high": cost.high,
    }


def _effects(found: Assessment) -> dict[str, TraceRule]:
    """What every rule did, by its id, in order: the trace, and before it where each model starts."""
    if found.trace is None:
        raise ValueError("a difference is told rule by rule: both assessments need their trace")
    starts = (
        TraceRule(f"model.{ranked.model}", {}, f"starts at {part.points:g}", part.claims)
        for ranked in sorted(found.sourcing.ranking, key=lambda ranked: ranked.model)
        for part in ranked.contributions or ()
        if part.factor == "base"
    )
    return {effect.rule: effect for effect in (*starts, *found.trace.rules)}


def _answers(
    before: Struct | None, after: Struct | None, path: str = ""
) -> Iterator[tuple[str, str | None, str | None]]:
    """Every field below two blocks, either of which may be absent, with its answer on both sides."""
    block = before or after
    for name in () if block is None else block.__struct_fields__:
        field = path + name
        old, new = getattr(before, name, None), getattr(after, name, None)
        if any(isinstance(value, Struct) and not isinstance(value, _BANDS) for value in (old, new)):
            yield from _answers(old, new, f"{field}.")
        else:
            yield field, _stated(field, old), _stated(field, new)


def _stated(field: str, value: object) -> str | None:
    """An answer as text; absent and ``unknown`` are the same, and so are the two ways to say yes."""
    if value is None or value == UNKNOWN:
        return None
    if field == "governance.voice_delegation" and isinstance(value, bool):
        return "yes" if value else "no"
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, PeopleBand):
        return f"{value.min}-{'' if value.max is None else value.max}"
    if isinstance(value, Channel):
        told = ((name, getattr(value, name)) for name in ("followers", "posts_per_week"))
        figures = ", ".join(f"{name} {format_value(figure)}" for name, figure in told if figure is not None)
        return f"{value.kind} ({figures})" if figures else value.kind
    if isinstance(value, list):
        # Channels of one kind add up; any other list is a set, where saying a thing twice adds nothing.
        texts = [_text(each) for each in value]
        return ", ".join(sorted(texts if value and isinstance(value[0], Channel) else set(texts)))
    return format_value(value)
