"""Scores one competency: every combination of its three answers is scored when a pack is compiled.

Scores are whole eighths of a level, so that sums are exact: a level is 8. The artefacts that apply share the
three steps of the ladder, so that each is worth 8 or more; partly, and the midpoint of unknown, half of that.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from msgspec import Struct

from service.methodology.shape.ladder import Artefact
from service.model.codes import LEVELS, STEPS, Answer, Competency, Level, Step
from service.model.profile import CompetencyAnswers

EIGHTHS = 8
Answers = tuple[Answer | None, Answer | None, Answer | None]
_STATED = {"yes": 1.0, "partly": 0.5, "no": 0.0}
_DECLARED: dict[bool, Answer] = {True: "yes", False: "no"}
_ANSWERS: tuple[Answer | None, ...] = ("yes", "partly", "no", "unknown", "not_applicable", None)


class CompetencyResult(Struct, frozen=True, kw_only=True, gc=False):
    """A competency as answered and scored.

    ``low``, ``point`` and ``high`` are eighths of a level, 8 to 32; ``point`` is None when nothing is known.
    ``score``, ``score_low`` and ``score_high`` are the same in levels, 1.00 to 4.00. ``applicable`` counts
    the artefacts that apply, ``answered`` those of them with a stated answer. ``declared`` is a level
    declared without artefacts. ``first_gap`` is the position of the first step answered no or partly.
    ``misread`` says that ``not_applicable`` was read as unknown, ``out_of_order`` that a later artefact
    exists without an earlier.
    """

    competency: Competency
    answers: Answers
    score: float | None
    score_low: float
    score_high: float
    low: int
    point: int | None
    high: int
    answered: int
    applicable: int
    declared: bool
    first_gap: int | None
    misread: bool
    out_of_order: bool


def answers_of(stated: CompetencyAnswers | None) -> Answers:
    """The three answers in the order of the ladder."""
    if stated is None:
        return (None, None, None)
    return (stated.emergent, stated.community, stated.network)


def declared_result(competency: Competency, level: Level) -> CompetencyResult:
    """The result of a level declared without artefacts: those up to it count as answered yes."""
    steps = LEVELS.index(level)
    first, second, third = (_DECLARED[i < steps] for i in range(len(STEPS)))
    score = (1 + steps) * EIGHTHS
    levels = score / EIGHTHS
    return CompetencyResult(
        competency=competency,
        answers=(first, second, third),
        score=levels,
        score_low=levels,
        score_high=levels,
        low=score,
        point=score,
        high=score,
        answered=len(STEPS),
        applicable=len(STEPS),
        declared=True,
        first_gap=steps if steps < len(STEPS) else None,
        misread=False,
        out_of_order=False,
    )


def results_by_answers(
    competency: Competency, artefacts: Sequence[Artefact], *, few_people: bool, inferred: dict[Step, str]
) -> dict[Answers, CompetencyResult]:
    """The result of every combination of answers.

    ``few_people`` says that the organisation has fewer people than the pack's rule of that name asks for,
    ``inferred`` gives the answers that other facts imply for steps left out.
    """
    steps = {artefact.step: artefact for artefact in artefacts}
    return {
        answers: _score(competency, answers, steps, few_people=few_people, inferred=inferred)
        for answers in _combinations()
    }


def _combinations() -> Iterator[Answers]:
    yield from product(_ANSWERS, repeat=3)


def _may_not_apply(artefact: Artefact, *, few_people: bool) -> bool:
    return artefact.not_applicable == "always" or (artefact.not_applicable == "few_people" and few_people)


def _score(
    competency: Competency,
    answers: Answers,
    steps: dict[Step, Artefact],
    *,
    few_people: bool,
    inferred: dict[Step, str],
) -> CompetencyResult:
    by_step = [(step, answer) for step, answer in zip(STEPS, answers, strict=True) if step in steps]
    misread = [
        step
        for step, answer in by_step
        if answer == "not_applicable" and not _may_not_apply(steps[step], few_people=few_people)
    ]
    applicable = [(step, answer) for step, answer in by_step if answer != "not_applicable" or step in misread]
    stated = [_STATED[answer] for _, answer in applicable if answer in _STATED]
    implied = [
        _STATED[inferred[step]] for step, answer in applicable if answer not in _STATED and step in inferred
    ]
    gained = _gained(stated, implied, len(applicable))
    is_known = bool(stated or implied)
    low, high = EIGHTHS + gained.low, EIGHTHS + gained.high if applicable else len(LEVELS) * EIGHTHS
    return CompetencyResult(
        competency=competency,
        answers=answers,
        score=1 + gained.point / EIGHTHS if is_known else None,
        score_low=low / EIGHTHS,
        score_high=high / EIGHTHS,
        low=low,
        point=EIGHTHS + gained.point if is_known else None,
        high=high,
        answered=len(stated),
        applicable=len(applicable),
        declared=False,
        first_gap=next((i for i, answer in enumerate(answers) if answer in ("no", "partly")), None),
        misread=bool(misread),
        out_of_order=_out_of_order(answers),
    )


class _Gained(NamedTuple):
    """Eighths of a level above the first level, 0 to 24: least, midpoint and most."""

    low: int
    point: int
    high: int


def _gained(stated: Sequence[float], implied: Sequence[float], applicable: int) -> _Gained:
    """What the artefacts add, each 0 to 1: stated answers, answers implied by facts, the others unknown."""
    # The artefacts that apply share the three steps of the ladder.
    share = len(STEPS) * EIGHTHS / applicable if applicable else 0
    unknown = applicable - len(stated)
    return _Gained(
        low=int(sum(stated) * share),
        point=int((sum(stated) + sum(implied) + (unknown - len(implied)) / 2) * share),
        high=int((sum(stated) + unknown) * share),
    )


def _out_of_order(answers: Answers) -> bool:
    """Whether an artefact exists although one below it on the ladder does not."""
    first_no = next((i for i, answer in enumerate(answers) if answer == "no"), 3)
    return any(answer == "yes" for answer in answers[first_no + 1 :])
