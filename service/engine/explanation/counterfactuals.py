"""The smallest changes of one answer each that would change the level or the recommendation.

Each stated answer is moved along its ladder of values, and the decision is taken again. Unanswered fields are
questions, not counterfactuals, and stay as they are.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from msgspec.structs import replace

from service.engine.compiled import CompiledPack
from service.engine.core import Decision, decide
from service.engine.policies.costs import budget_of
from service.methodology.shape.base import most_of
from service.methodology.shape.plan import NextRules
from service.model.answer.advice import Counterfactual
from service.model.codes import COMPETENCIES, LEVELS
from service.model.profile import CompetencyAnswers, EuroBand, Profile

_ANSWERS = ("no", "partly", "yes")
_SCALE = (0, 1, 2, 3, 4)
_STAGES = (1, 2, 3, 4)
_PRIORITIES = ("flexibility", "balanced", "durability")
_YES_NO = (False, True)
# Numbers move by the pack's values; an empty ladder only keeps their place in the order.
_LADDERS: dict[str, tuple[Any, ...]] = {
    "strategy.brand_advantage": _SCALE,
    "strategy.digital_transformation": _SCALE,
    "strategy.web_native": _SCALE,
    "strategy.web_communication_core": _YES_NO,
    "presence.always_on": _YES_NO,
    "presence.crisis_exposure": _SCALE,
    "capacity.available_hours_per_week": (),
    "capacity.can_hire": _YES_NO,
    "capacity.monthly_budget_eur": (),
    "capacity.senior_supervision": _YES_NO,
    "governance.single_contact": _ANSWERS,
    "governance.contact_understands_trade": _ANSWERS,
    "governance.management_support": _ANSWERS,
    "governance.activity_explainable": _ANSWERS,
    "governance.time_to_devote": _ANSWERS,
    "governance.accepts_advice": _ANSWERS,
    "governance.voice_delegation": _ANSWERS,
    "governance.validation_hours": (),
    "preferences.priority": _PRIORITIES,
    "preferences.build_internal_skills": _YES_NO,
    "preferences.neutrality": _YES_NO,
}


class _Neighbour(NamedTuple):
    """A profile that differs in one answer; ``distance`` is in steps of the field's ladder, at least 1."""

    distance: int
    field: str
    before: Any
    after: Any
    profile: Profile


class _Flip(NamedTuple):
    """A counterfactual with the distance of its change."""

    distance: int
    counterfactual: Counterfactual


def moved_fields(rules: NextRules) -> dict[str, tuple[Any, ...]]:
    """By field, the values that its answer is moved to: every closed answer, of numbers those of the pack."""
    return _LADDERS | {rule.field: rule.values for rule in rules.moves}


def counterfactuals_of(
    compiled: CompiledPack, profile: Profile, decision: Decision
) -> tuple[Counterfactual, ...]:
    """The changes that flip an output, smallest first, as many as the pack allows; one a field and output."""
    rules = compiled.pack.rules.next
    flips = [
        flip
        for neighbour in _neighbours(moved_fields(rules), profile)
        for flip in _flips(neighbour, decision, decide(compiled, neighbour.profile))
    ]
    smallest: dict[tuple[str, str], Counterfactual] = {}
    for _, flip in sorted(flips, key=lambda flip: flip.distance):
        smallest.setdefault((flip.field, flip.output), flip)
    return tuple(smallest.values())[: most_of(rules.counterfactuals)]


def _flips(neighbour: _Neighbour, decision: Decision, other: Decision) -> Iterator[_Flip]:
    if _level(other) != _level(decision):
        yield _flip(neighbour, "maturity.level", _level(other))
    if other.recommended != decision.recommended:
        yield _flip(neighbour, "sourcing.recommended", other.recommended)


def _flip(
    neighbour: _Neighbour, output: Literal["maturity.level", "sourcing.recommended"], result: str
) -> _Flip:
    counterfactual = Counterfactual(
        field=neighbour.field,
        before=format_value(neighbour.before),
        after=format_value(neighbour.after),
        output=output,
        result=result,
    )
    return _Flip(neighbour.distance, counterfactual)


def _level(decision: Decision) -> str:
    level = decision.maturity.level
    return "insufficient_evidence" if level is None else LEVELS[level]


def format_value(value: Any) -> str:
    """A value as answers show it: whole floats without decimals, lower-case booleans, a band as min-max."""
    if isinstance(value, EuroBand):
        return f"{format_value(value.min)}-{'' if value.max is None else format_value(value.max)}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _neighbours(ladders: dict[str, tuple[Any, ...]], profile: Profile) -> Iterator[_Neighbour]:
    for field, ladder in ladders.items():
        block_name, _, name = field.partition(".")
        block = getattr(profile, block_name)
        if block is None:
            continue
        before = getattr(block, name)
        for distance, after in _moves(before, ladder):
            changed = replace(profile, **{block_name: replace(block, **{name: after})})
            yield _Neighbour(distance, field, before, after, changed)
    yield from _competency_neighbours(profile)


def _moves(before: Any, ladder: tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
    """The other values of a ladder with their distances; a number off the ladder is half-way between two."""
    if isinstance(before, EuroBand):
        before = budget_of(before)
    if before is None or before == "unknown":
        return
    if isinstance(before, bool) and len(ladder) == len(_ANSWERS):
        before = "yes" if before else "no"
    if before in ladder:
        position = float(ladder.index(before))
    elif isinstance(before, (int, float)):
        position = sum(value < before for value in ladder) - 0.5
    else:
        return
    for i, value in enumerate(ladder):
        if value != before:
            yield max(1, round(abs(i - position))), value


def _competency_neighbours(profile: Profile) -> Iterator[_Neighbour]:
    competencies = profile.competencies
    if competencies is None:
        return
    for key in COMPETENCIES:
        answers: CompetencyAnswers | None = getattr(competencies, key)
        for move in () if answers is None else _answer_moves(answers):
            moved = replace(competencies, **{key: move.answers})
            changed = replace(profile, competencies=moved)
            field = f"competencies.{key}.{move.field}"
            yield _Neighbour(move.distance, field, move.before, move.after, changed)


class _AnswerMove(NamedTuple):
    """The answers to one competency with one of them moved; ``field`` is relative to the competency."""

    distance: int
    field: str
    before: Any
    after: Any
    answers: CompetencyAnswers


def _answer_moves(answers: CompetencyAnswers) -> Iterator[_AnswerMove]:
    for distance, stage in _moves(answers.stage, _STAGES):
        yield _AnswerMove(distance, "stage", answers.stage, stage, replace(answers, stage=stage))
    evidence = answers.evidence
    if evidence is None:
        return
    for step in evidence.__struct_fields__:
        before = getattr(evidence, step)
        for distance, after in _moves(before, _ANSWERS):
            moved = replace(answers, evidence=replace(evidence, **{step: after}))
            yield _AnswerMove(distance, f"evidence.{step}", before, after, moved)
