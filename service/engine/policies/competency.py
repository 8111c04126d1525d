"""Scores one competency: every combination of its three answers is scored when a pack is compiled.

Scores are whole eighths of a level, so that sums are exact: a level is 8. The artefacts that apply share the
three steps of the ladder, so that each is worth 8 or more; partly, and the midpoint of unknown, half of that.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from service.methodology.shape.ladder import Artefact
from service.model.codes import LEVELS, STEPS, Answer, Competency, Level, Step
from service.model.profile import CompetencyAnswers

EIGHTHS = 8
Answers = tuple[Answer | None, Answer | None, Answer | None]
_NO_ANSWERS: Answers = (None, None, None)
_STATED = {"yes": 1.0, "partly": 0.5, "no": 0.0}
_DECLARED: dict[bool, Answer] = {True: "yes", False: "no"}
_ANSWERS: tuple[Answer | None, ...] = ("yes", "partly", "no", "unknown", "not_applicable", None)


class CompetencyResult(Struct, frozen=True, kw_only=True, gc=False):
    """A competency as it is read and scored.

    ``answers`` say ``not_applicable`` where an artefact is left out of the count, and only there. ``low``,
    ``point`` and ``high`` are eighths of a level, 8 to 32; ``point`` is None when nothing is known.
    ``score``, ``score_low`` and ``score_high`` are the same in levels, 1.00 to 4.00. ``applicable`` counts
    the artefacts that apply, ``answered`` those of them with a stated answer. ``declared`` is a level
    declared without artefacts. ``first_gap`` is the position of the first step answered no or partly that
    an organisation of this size can take.
    ``misread`` says that ``not_applicable`` was read as unknown, ``out_of_order`` that a later artefact
    exists without an earlier. ``inferred`` are answers that a form deduced where none is stated; they move
    ``point`` and ``score`` alone.
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
    inferred: Answers = _NO_ANSWERS


def moved_by(stated: CompetencyResult, whole: CompetencyResult) -> CompetencyResult:
    """A competency by its stated answers, with the point that its inferred answers lead to.

    A level declared answers all three artefacts: nothing that was inferred counts beside it.
    """
    if stated.declared:
        return stated
    pairs = zip(stated.answers, whole.answers, strict=True)
    first, second, third = (None if answer is not None else inferred for answer, inferred in pairs)
    return replace(stated, point=whole.point, score=whole.score, inferred=(first, second, third))


def without_implied(
    answers: CompetencyAnswers | None, stated: CompetencyResult, implied: Collection[str]
) -> CompetencyAnswers | None:
    """Answers to a competency without those inferred of artefacts that stated facts imply, which win."""
    left_out = [
        step
        for i, step in enumerate(STEPS)
        if stated.answers[i] is None and f"{stated.competency}.{i + 1}" in implied
    ]
    return answers if answers is None or not left_out else replace(answers, **dict.fromkeys(left_out))


ResultTable = dict[Answers | Level, CompetencyResult]


def answers_of(stated: CompetencyAnswers | None) -> Answers:
    """The three answers in the order of the ladder."""
    if stated is None:
        return _NO_ANSWERS
    return (stated.emergent, stated.community, stated.network)


def results_by_answers(
    competency: Competency, artefacts: Sequence[Artefact], *, few_people: bool, inferred: dict[Step, str]
) -> ResultTable:
    """The result of every combination of answers, and of every level declared without them.

    ``few_people`` says that the organisation has fewer people than the pack's rule of that name asks for:
    what only departments can have is then left out, unless answered all the same. ``inferred`` gives the
    answers that other facts imply for steps left out.
    """
    steps = {artefact.step: artefact for artefact in artefacts}
    aside = frozenset(
        step for step, artefact in steps.items() if few_people and artefact.not_applicable == "few_people"
    )
    declared = {level: _declared(competency, level, aside) for level in LEVELS}
    return declared | {
        answers: _score(competency, answers, steps, aside, inferred) for answers in _combinations()
    }


def _declared(competency: Competency, level: Level, aside: frozenset[Step]) -> CompetencyResult:
    """The result of a level declared without artefacts: those up to it count as answered yes."""
    steps = LEVELS.index(level)
    first, second, third = (_DECLARED[i < steps] for i in range(len(STEPS)))
    answers: Answers = (first, second, third)
    score = (1 + steps) * EIGHTHS
    levels = score / EIGHTHS
    return CompetencyResult(
        competency=competency,
        answers=answers,
        score=levels,
        score_low=levels,
        score_high=levels,
        low=score,
        point=score,
        high=score,
        answered=len(STEPS),
        applicable=len(STEPS),
        declared=True,
        first_gap=_first_gap(answers, aside),
        misread=False,
        out_of_order=False,
    )


def _combinations() -> Iterator[Answers]:
    yield from product(_ANSWERS, repeat=3)


def _read(answers: Answers, steps: dict[Step, Artefact], aside: frozenset[Step]) -> Answers:
    """The answers as they count: ``not_applicable`` where the pack does not provide for it is unknown."""

    def read(step: Step, answer: Answer | None) -> Answer | None:
        if step in aside and answer not in _STATED:
            return "not_applicable"
        is_misread = answer == "not_applicable" and step in steps and steps[step].not_applicable != "always"
        return "unknown" if is_misread else answer

    first, second, third = map(read, STEPS, answers)
    return first, second, third


def _first_gap(answers: Answers, aside: frozenset[Step]) -> int | None:
    steps = enumerate(zip(STEPS, answers, strict=True))
    return next((i for i, (step, answer) in steps if answer in ("no", "partly") and step not in aside), None)


def _score(
    competency: Competency,
    answers: Answers,
    steps: dict[Step, Artefact],
    aside: frozenset[Step],
    inferred: dict[Step, str],
) -> CompetencyResult:
    """The result of one combination; ``aside`` are the steps whose artefact no organisation so small has."""
    read = _read(answers, steps, aside)
    applicable = [
        (step, answer)
        for step, answer in zip(STEPS, read, strict=True)
        if step in steps and answer != "not_applicable"
    ]
    stated = [_STATED[answer] for _, answer in applicable if answer in _STATED]
    implied = [
        _STATED[inferred[step]] for step, answer in applicable if answer not in _STATED and step in inferred
    ]
    gained = _gained(stated, implied, len(applicable))
    is_known = bool(stated or implied)
    low, high = EIGHTHS + gained.low, EIGHTHS + gained.high if applicable else len(LEVELS) * EIGHTHS
    return CompetencyResult(
        competency=competency,
        answers=read,
        score=1 + gained.point / EIGHTHS if is_known else None,
        score_low=low / EIGHTHS,
        score_high=high / EIGHTHS,
        low=low,
        point=EIGHTHS + gained.point if is_known else None,
        high=high,
        answered=len(stated),
        applicable=len(applicable),
        declared=False,
        first_gap=_first_gap(read, aside),
        misread=any(before == "not_applicable" != after for before, after in zip(answers, read, strict=True)),
        out_of_order=_out_of_order(read),
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
