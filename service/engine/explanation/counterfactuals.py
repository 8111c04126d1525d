"""The smallest changes of one answer each that would change the level or the recommendation.

Each stated answer is moved along its ladder of values, and the decision is taken again. Unanswered fields are
questions, not counterfactuals, and stay as they are. A level counts as changed where it is known before and
after, not where open questions leave several possible.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec.structs import replace

from service.engine.compiled import CompiledPack
from service.engine.core import Decision, decide
from service.engine.facts.ranges import budget_of
from service.methodology.shape.base import most_of
from service.methodology.shape.plan import NextRules
from service.model.answer.advice import Counterfactual
from service.model.codes import COMPETENCIES, LEVELS, STEPS, Level, PivotalOutput
from service.model.profile import CompetencyAnswers, EuroRange, Profile

_ANSWERS = ("no", "partly", "yes")
_SCALE = (0, 1, 2, 3, 4)
_PRIORITIES = ("flexibility", "balanced", "durability")
_YES_NO = (False, True)
# Numbers move by the pack's values; an empty ladder only keeps their place in the order.
_LADDERS: dict[str, tuple[Any, ...]] = {
    "/importance/brand_advantage": _SCALE,
    "/importance/digital_transformation": _SCALE,
    "/importance/web_native": _SCALE,
    "/importance/web_communication_core": _YES_NO,
    "/presence/always_on": _YES_NO,
    "/presence/crisis_exposure": _SCALE,
    "/capacity/available_hours_per_week": (),
    "/capacity/can_hire": _YES_NO,
    "/capacity/budget_eur_per_month": (),
    "/capacity/senior_supervision": _YES_NO,
    "/governance/single_contact": _ANSWERS,
    "/governance/contact_understands_trade": _ANSWERS,
    "/governance/management_support": _ANSWERS,
    "/governance/activity_explainable": _ANSWERS,
    "/governance/time_to_devote": _ANSWERS,
    "/governance/accepts_advice": _ANSWERS,
    "/governance/voice_delegation": _ANSWERS,
    "/governance/validation_hours": (),
    "/preferences/priority": _PRIORITIES,
    "/preferences/build_internal_skills": _YES_NO,
    "/preferences/neutrality": _YES_NO,
}


class _Neighbour(NamedTuple):
    """A profile that differs in one answer; ``distance`` is in steps of the field's ladder, at least 1."""

    distance: int
    pointer: str
    before: Any
    after: Any
    profile: Profile


class _Flip(NamedTuple):
    """A counterfactual with the distance of its change."""

    distance: int
    counterfactual: Counterfactual


def moved_fields(rules: NextRules) -> dict[str, tuple[Any, ...]]:
    """By pointer, the values that an answer is moved to: of closed answers all, of numbers the pack's."""
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
        smallest.setdefault((flip.pointer, flip.output), flip)
    return tuple(smallest.values())[: most_of(rules.counterfactuals)]


def _flips(neighbour: _Neighbour, decision: Decision, other: Decision) -> Iterator[_Flip]:
    before, after = _known_level(decision), _known_level(other)
    if before is not None and after is not None and before != after:
        yield _flip(neighbour, "maturity_level", after)
    if other.recommended != decision.recommended:
        yield _flip(neighbour, "sourcing_model", other.recommended)


def _flip(neighbour: _Neighbour, output: PivotalOutput, result: str) -> _Flip:
    counterfactual = Counterfactual(
        pointer=neighbour.pointer,
        before=format_value(neighbour.before),
        after=format_value(neighbour.after),
        output=output,
        result=result,
    )
    return _Flip(neighbour.distance, counterfactual)


def _known_level(decision: Decision) -> Level | None:
    maturity = decision.maturity
    return LEVELS[maturity.lowest] if maturity.status == "assessed" else None


def format_value(value: Any) -> str:
    """A value as answers show it: whole floats without decimals, lower-case booleans, a range as min-max."""
    if isinstance(value, EuroRange):
        return "-".join("" if end is None else format_value(end) for end in (value.min, value.max))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _neighbours(ladders: dict[str, tuple[Any, ...]], profile: Profile) -> Iterator[_Neighbour]:
    for pointer, ladder in ladders.items():
        _, block_name, name = pointer.split("/")
        block = getattr(profile, block_name)
        if block is None:
            continue
        before = getattr(block, name)
        for distance, after in _moves(before, ladder):
            changed = replace(profile, **{block_name: replace(block, **{name: after})})
            yield _Neighbour(distance, pointer, before, after, changed)
    yield from _competency_neighbours(profile)


def _moves(before: Any, ladder: tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
    """The other values of a ladder with their distances; a number off the ladder is half-way between two."""
    if isinstance(before, EuroRange):
        before = budget_of(before)
    if before is None or before == "unknown":
        return
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
            pointer = f"/competencies/{key}/{move.name}"
            yield _Neighbour(move.distance, pointer, move.before, move.after, changed)


class _AnswerMove(NamedTuple):
    """The answers to one competency with the one of this name moved."""

    distance: int
    name: str
    before: Any
    after: Any
    answers: CompetencyAnswers


def _answer_moves(answers: CompetencyAnswers) -> Iterator[_AnswerMove]:
    for name in ("level", *STEPS):
        before = getattr(answers, name)
        for distance, after in _moves(before, LEVELS if name == "level" else _ANSWERS):
            yield _AnswerMove(distance, name, before, after, replace(answers, **{name: after}))
