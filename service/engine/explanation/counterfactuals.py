"""The smallest changes of one answer each that would change the level or the recommendation.

Each stated answer is moved along its ladder of values, and the decision is taken again; a budget is moved to
the exact sums from which models can be afforded. Unanswered and inferred fields are questions, no
counterfactuals, and stay as they are. A level counts as changed where it is known before and after, not where
open questions leave several possible.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from msgspec.structs import replace

from service.engine.compiled import CompiledPack
from service.engine.core import Decision, decide
from service.engine.facts.inferred import stated_part
from service.engine.facts.ranges import budget_of
from service.methodology.shape.base import most_of
from service.methodology.shape.plan import NextRules
from service.methodology.vocabulary import UNKNOWN
from service.model.answer.advice import Counterfactual
from service.model.codes import COMPETENCIES, LEVELS, MODELS, STEPS, Competency, PivotalOutput
from service.model.profile import Competencies, EuroRange, Profile

_ANSWERS = ("no", "partly", "yes")
_SCALE = (0, 1, 2, 3, 4)
_PRIORITIES = ("flexibility", "balanced", "durability")
_DURATIONS = ("one_off", "seasonal", "lasting")
_CONTENT_ORIGINS = ("created", "mixed", "on_site")
_YES_NO = (False, True)
# Numbers move by the pack's values, a budget by what models cost; an empty ladder only names them.
_LADDERS: dict[str, tuple[Any, ...]] = {
    "/importance/brand_advantage": _SCALE,
    "/importance/digital_transformation": _SCALE,
    "/importance/web_native": _SCALE,
    "/importance/web_communication_core": _YES_NO,
    "/presence/always_on": _YES_NO,
    "/presence/crisis_exposure": _SCALE,
    "/presence/content_origin": _CONTENT_ORIGINS,
    "/capacity/available_hours_per_week": (),
    "/capacity/can_hire": _YES_NO,
    "/capacity/budget_eur_per_month": (),
    "/capacity/senior_supervision": _YES_NO,
    "/capacity/keen_insider": _ANSWERS,
    "/governance/single_contact": _ANSWERS,
    "/governance/contact_understands_trade": _ANSWERS,
    "/governance/management_support": _ANSWERS,
    "/governance/activity_explainable": _ANSWERS,
    "/governance/time_to_devote": _ANSWERS,
    "/governance/accepts_advice": _ANSWERS,
    "/governance/voice_delegation": _ANSWERS,
    "/governance/validation_hours": (),
    "/governance/sensitive_topics": _ANSWERS,
    "/preferences/priority": _PRIORITIES,
    "/preferences/build_internal_skills": _YES_NO,
    "/preferences/neutrality": _YES_NO,
    "/preferences/duration": _DURATIONS,
}


# Beginnings of what happens to an organisation, rather than what it does: told after what it can act on.
_CIRCUMSTANCES = (
    "/importance/", "/presence/", "/governance/activity_explainable", "/governance/sensitive_topics",
)  # fmt: skip
# A level more or less counts as a lead of ten points.
_LEVEL_SIZE = 100
_BUDGET = "/capacity/budget_eur_per_month"
_VALIDATION = "/governance/validation_hours"


class _Move(NamedTuple):
    """A change of one answer.

    ``kind`` is the field, or the competency, that it is about: one change of each teaches enough. The
    ``distance`` is in steps of the field's ladder, at least 1; ``order`` puts first what the organisation can
    do, then what it would lose, then what only circumstances change.
    """

    order: int
    distance: int
    kind: str
    pointer: str
    before: Any
    after: Any
    profile: Profile


class _Flip(NamedTuple):
    """A counterfactual with its kind, and the size of its effect in tenths of a point."""

    size: int
    kind: str
    counterfactual: Counterfactual


def moved_fields(rules: NextRules) -> dict[str, tuple[Any, ...]]:
    """By pointer, the values that an answer is moved to: of closed answers all, of numbers the pack's."""
    return _LADDERS | {rule.field: rule.values for rule in rules.moves}


def counterfactuals_of(
    compiled: CompiledPack, profile: Profile, decision: Decision
) -> tuple[Counterfactual, ...]:
    """The changes that flip an output, nearest first and of those the largest: few, each of another kind.

    Moves are tried in that order, and no longer than needed: a decision costs more than all the rest.
    """
    rules = compiled.pack.rules.next
    most, most_alike = most_of(rules.counterfactuals), most_of(rules.counterfactuals_alike)
    chosen: list[Counterfactual] = []
    told: set[str] = set()
    effects: Counter[str] = Counter()
    moves = sorted(_moves(compiled, profile, decision), key=_nearness)
    for _, near in groupby(moves, key=_nearness):
        flips = [flip for move in near if move.kind not in told for flip in _flips(compiled, move, decision)]
        for flip in sorted(flips, key=lambda flip: -flip.size):
            result = flip.counterfactual.result
            if flip.kind not in told and (most_alike is None or effects[result] < most_alike):
                chosen.append(flip.counterfactual)
                told.add(flip.kind)
                effects[result] += 1
        # Of a kind only the nearest change is worth telling, even where it is not told for being alike.
        told.update(flip.kind for flip in flips)
        if most is not None and len(chosen) >= most:
            break
    return tuple(chosen[:most])


def _nearness(move: _Move) -> tuple[int, int]:
    return move.order, move.distance


def _flips(compiled: CompiledPack, move: _Move, decision: Decision) -> Iterator[_Flip]:
    other, texts = decide(compiled, move.profile), compiled.words_for(decision.facts).texts
    now, then = decision.choice.position, other.choice.position
    if now is not None and then is not None and now != then:
        size = other.ranking.fits[then] - other.ranking.fits[now]
        yield _flip(move, "sourcing_model", MODELS[then], texts.models[MODELS[then]].label, size)
    before, after = decision.known_level, other.known_level
    if before is not None and after is not None and before != after:
        label, steps = texts.levels[after].label, abs(LEVELS.index(after) - LEVELS.index(before))
        yield _flip(move, "maturity_level", after, label, _LEVEL_SIZE * steps)


def _flip(move: _Move, output: PivotalOutput, result: str, label: str, size: int) -> _Flip:
    counterfactual = Counterfactual(
        pointer=move.pointer,
        before=format_value(move.before),
        after=format_value(move.after),
        output=output,
        result=result,
        label=label,
    )
    return _Flip(size, move.kind, counterfactual)


def format_value(value: Any) -> str:
    """A value as answers show it: whole floats without decimals, lower-case booleans, a range as min-max."""
    if isinstance(value, EuroRange):
        return "-".join("" if end is None else format_value(end) for end in (value.min, value.max))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _moves(compiled: CompiledPack, profile: Profile, decision: Decision) -> Iterator[_Move]:
    """Every change of one stated answer to another value of its ladder, but what people alone cannot have."""
    unmoved = compiled.between_departments if decision.facts["few_people"] == "yes" else ()
    stated = stated_part(profile)
    ladders = moved_fields(compiled.pack.rules.next) | {_BUDGET: _thresholds(compiled, decision)}
    for pointer, ladder in ladders.items():
        _, block_name, name = pointer.split("/")
        before = getattr(getattr(stated, block_name), name, None)
        for step in _steps(before, ladder):
            block = replace(getattr(profile, block_name), **{name: step.after})
            changed = replace(profile, **{block_name: block})
            yield _move(step, kind=pointer, pointer=pointer, before=before, profile=changed)
    if stated.competencies is not None and profile.competencies is not None:
        for key in COMPETENCIES:
            for move in _competency_moves(key, stated.competencies, profile.competencies, profile):
                if move.pointer not in unmoved:
                    yield move


def _thresholds(compiled: CompiledPack, decision: Decision) -> tuple[int, ...]:
    """The budgets from which the models without objection can be afforded."""
    ranking, choice = decision.ranking, compiled.choice
    acceptable = (i for i in decision.choice.order if i not in ranking.vetoes and i not in ranking.unsound)
    return tuple(sorted({choice.least_budget(decision.costs[i].low) for i in acceptable}))


class _Step(NamedTuple):
    """Another value of a ladder."""

    distance: int
    after: Any
    is_more: bool


def _move(step: _Step, *, kind: str, pointer: str, before: Any, profile: Profile) -> _Move:
    return _Move(
        order=_order(kind, is_more=step.is_more),
        distance=step.distance,
        kind=kind,
        pointer=pointer,
        before=before,
        after=step.after,
        profile=profile,
    )


def _order(pointer: str, *, is_more: bool) -> int:
    if pointer.startswith(_CIRCUMSTANCES):
        return 2
    # Preferences are chosen either way; of everything else more is better, but of hours until approval.
    is_gain = pointer.startswith("/preferences/") or is_more is (pointer != _VALIDATION)
    return 0 if is_gain else 1


def _steps(before: Any, ladder: tuple[Any, ...]) -> Iterator[_Step]:
    """The other values of a ladder with their distances; a number off the ladder is half-way between two."""
    if isinstance(before, EuroRange):
        before = budget_of(before)
    if before is None or before == UNKNOWN:
        return
    if before in ladder:
        position = float(ladder.index(before))
    elif isinstance(before, (int, float)):
        position = sum(value < before for value in ladder) - 0.5
    else:
        return
    for i, value in enumerate(ladder):
        if value != before:
            yield _Step(max(1, round(abs(i - position))), value, i > position)


def _competency_moves(
    key: Competency, stated: Competencies, competencies: Competencies, profile: Profile
) -> Iterator[_Move]:
    """One answer to a competency moved to another; ``competencies`` are those of the whole profile."""
    answers = getattr(stated, key)
    kind = f"/competencies/{key}"
    for name in ("level", *STEPS):
        before = getattr(answers, name, None)
        for step in _steps(before, LEVELS if name == "level" else _ANSWERS):
            moved = replace(getattr(competencies, key), **{name: step.after})
            changed = replace(profile, competencies=replace(competencies, **{key: moved}))
            yield _move(step, kind=kind, pointer=f"{kind}/{name}", before=before, profile=changed)
