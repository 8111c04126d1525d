"""Compares two assessments, or two profiles: the outputs, rules and answers that differ. Pure.

Works on finished assessments alone, so that they may come from different versions of the methodology.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from service.engine.explanation.counterfactuals import format_value
from service.engine.policies.trace_wording import CODES, TraceWording
from service.methodology.vocabulary import UNKNOWN
from service.model.answer.assessment import Assessment
from service.model.answer.comparison import (
    COMPARED_OUTPUTS,
    AnswerChange,
    Change,
    Difference,
    RuleChange,
    Value,
)
from service.model.answer.trace import TraceRule
from service.model.codes import LEVELS, ComparedOutput
from service.model.profile import Channel, EuroRange, PeopleRange, Profile

_IDENTITY_FIELDS = frozenset(f"/organisation/{name}" for name in ("reference", "name", "unit", "tags"))
_RANGES = (EuroRange, PeopleRange)
_NOTHING_STATED = (None, UNKNOWN, EuroRange(), PeopleRange())


class _FieldAnswers(NamedTuple):
    """A field by its JSON Pointer, and its answer as text on both sides; None when not answered."""

    pointer: str
    before: str | None
    after: str | None


class _Bounds(NamedTuple):
    """The lowest and the highest value that an output may have once every question is answered."""

    low: int
    high: int


class Traced(NamedTuple):
    """An assessment with its trace in words, and the same trace in codes, which words cannot make differ."""

    assessment: Assessment
    wording: TraceWording
    codes: Assessment


def difference(before: Traced, after: Traced) -> Difference:
    """The outputs and the rules that differ between two assessments.

    Raises ``ValueError`` unless both were made with their trace.
    """
    outputs = changed_outputs(before.assessment, after.assessment)
    old, new = _effects(before.codes, CODES), _effects(after.codes, CODES)
    old_words, new_words = (_effects(side.assessment, side.wording) for side in (before, after))
    rules = tuple(
        RuleChange(rule, old_words.get(rule), new_words.get(rule))
        for rule in dict.fromkeys((*old, *new))
        if old.get(rule) != new.get(rule)
    )
    return Difference(not outputs and not rules, outputs, rules)


def changed_outputs(before: Assessment, after: Assessment) -> tuple[Change, ...]:
    """The outputs that differ, in the order of ``COMPARED_OUTPUTS``."""
    old, new = _outputs(before), _outputs(after)
    return tuple(Change(name, old[name], new[name]) for name in COMPARED_OUTPUTS if old[name] != new[name])


def changed_results(before: Assessment, after: Assessment) -> tuple[Change, ...]:
    """The outputs that differ between an organisation's former assessment and a later one.

    Level and band only where nothing that was possible before still is: an answer that settles what was open
    does not make another organisation. What it settled shows in the status and in the lowest and highest.
    """
    old, new = _possible(before), _possible(after)
    return tuple(
        change
        for change in changed_outputs(before, after)
        if change.output not in old or not _meet(old[change.output], new[change.output])
    )


def changed_answers(before: Profile, after: Profile) -> tuple[AnswerChange, ...]:
    """The fields whose stated answer differs, in the order of the profile.

    Fields that only identify the organisation are left out.
    """
    return tuple(
        AnswerChange(answers.pointer, answers.before, answers.after)
        for answers in _answers(before, after)
        if answers.before != answers.after and answers.pointer not in _IDENTITY_FIELDS
    )


def _outputs(assessment: Assessment) -> dict[str, Value]:
    maturity, importance, sourcing = assessment.maturity, assessment.importance, assessment.sourcing
    cost = sourcing.cost_eur_per_month
    scores = {f"maturity_{scored.competency}": scored.score for scored in maturity.competencies}
    return {
        "maturity_status": maturity.status,
        "maturity_level": maturity.level,
        "maturity_level_low": maturity.level_low,
        "maturity_level_high": maturity.level_high,
        "maturity_index": maturity.index,
        "maturity_coverage": maturity.coverage,
        **scores,
        "importance_status": importance.status,
        "importance_band": importance.band,
        "importance_score": importance.score,
        "sourcing_status": sourcing.status,
        "sourcing_model": sourcing.model,
        "sourcing_fit": sourcing.fit,
        "sourcing_cost_eur_per_month_low": None if cost is None else cost.low,
        "sourcing_cost_eur_per_month_high": None if cost is None else cost.high,
    }


def _possible(assessment: Assessment) -> dict[ComparedOutput, _Bounds]:
    """Between which bounds the level and the band lie; a band by its scores."""
    maturity, importance = assessment.maturity, assessment.importance
    return {
        "maturity_level": _Bounds(LEVELS.index(maturity.level_low), LEVELS.index(maturity.level_high)),
        "importance_band": _Bounds(importance.score_low, importance.score_high),
    }


def _meet(one: _Bounds, other: _Bounds) -> bool:
    return one.low <= other.high and other.low <= one.high


def _effects(assessment: Assessment, wording: TraceWording) -> dict[str, TraceRule]:
    """The effect of every rule by its id: the base fit of each model, then the trace in its order."""
    if assessment.trace is None:
        raise ValueError("both assessments need their trace")
    base_fits = (
        TraceRule(
            rule=f"model.{ranked.model}",
            facts={},
            text=wording.base(part.points),
            claims=part.claims,
            inferred=False,
        )
        for ranked in sorted(assessment.sourcing.ranking, key=lambda ranked: ranked.model)
        for part in ranked.contributions or ()
        if part.factor == "base"
    )
    return {effect.rule: effect for effect in (*base_fits, *assessment.trace.rules)}


def _answers(before: Struct | None, after: Struct | None, block_pointer: str = "") -> Iterator[_FieldAnswers]:
    """The answers to every field below two blocks, either of which may be absent."""
    block = before or after
    for name in () if block is None else block.__struct_fields__:
        pointer = f"{block_pointer}/{name}"
        old, new = getattr(before, name, None), getattr(after, name, None)
        if any(isinstance(value, Struct) and not isinstance(value, _RANGES) for value in (old, new)):
            yield from _answers(old, new, pointer)
        else:
            yield _FieldAnswers(pointer, _stated(old), _stated(new))


def _stated(value: object) -> str | None:
    """An answer as text; absent equals ``unknown``, and so does a range of which nothing is stated."""
    return None if value in _NOTHING_STATED else _text(value)


def _text(value: object) -> str:
    if isinstance(value, PeopleRange):
        ends = "-".join("" if end is None else str(end) for end in (value.min, value.max))
        parts = [] if ends == "-" else [ends]
        return ", ".join(parts if value.sirene is None else [*parts, f"sirene {value.sirene}"])
    if isinstance(value, Channel):
        figures = ((name, getattr(value, name)) for name in ("followers", "posts_per_week"))
        stated = ", ".join(f"{name} {format_value(figure)}" for name, figure in figures if figure is not None)
        return f"{value.kind} ({stated})" if stated else value.kind
    if isinstance(value, list):
        # Channels of one kind add up, so that repetitions count; every other list is a set.
        texts = [_text(item) for item in value]
        return ", ".join(sorted(texts if value and isinstance(value[0], Channel) else set(texts)))
    return format_value(value)
