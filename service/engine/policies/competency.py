"""Reads one competency: every combination of its three answers is scored once, when a pack is compiled.

Scores are whole eighths of a level, so that every sum is exact: a level is 8, an artefact at least 8, half
of that when partly there, and half again for the middle of an unknown.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from msgspec import Struct

from service.methodology.shape.ladder import Artefact
from service.model.codes import LEVELS, STEPS, Answer, Competency, Step
from service.model.output import Interval
from service.model.profile import Evidence

EIGHTHS = 8
Answers = tuple[Answer | None, Answer | None, Answer | None]
_STATED = {"yes": 1.0, "partly": 0.5, "no": 0.0}
_DECLARED: dict[bool, Answer] = {True: "yes", False: "no"}
_RAW: tuple[Answer | None, ...] = ("yes", "partly", "no", "unknown", "not_applicable", None)


class Reading(Struct, frozen=True, gc=False):
    """A competency as answered: low, point and high in eighths of a level, and what was answered.

    ``score`` and ``interval`` are the same in levels, ready to show. ``point`` is None when nothing is known
    of it. ``applicable`` counts the artefacts that apply and ``answered`` those of them stated; ``weak`` is
    the first step answered no or partly, if any.
    """

    competency: Competency
    answers: Answers
    score: float | None
    interval: Interval
    low: int
    point: int | None
    high: int
    answered: int
    applicable: int
    declared: bool
    weak: int | None
    misread: bool
    out_of_order: bool


def answers_of(evidence: Evidence | None) -> Answers:
    """The three answers in the order of the ladder."""
    if evidence is None:
        return (None, None, None)
    return (evidence.to_emergent, evidence.to_community, evidence.to_network)


def declared_reading(competency: Competency, stage: int) -> Reading:
    """A stage declared without evidence: it answers the competency's three artefacts."""
    score = stage * EIGHTHS
    weak = stage - 1 if stage <= len(STEPS) else None
    first, second, third = (_DECLARED[i < stage - 1] for i in range(len(STEPS)))
    shown = score / EIGHTHS
    interval = Interval(shown, shown)
    return Reading(
        competency,
        (first, second, third),
        shown,
        interval,
        score,
        score,
        score,
        3,
        3,
        True,
        weak,
        False,
        False,
    )


def readings_of(
    competency: Competency, artefacts: Sequence[Artefact], *, under_three: bool, inferred: dict[Step, str]
) -> dict[Answers, Reading]:
    """A reading for every combination of answers, given what may not apply and what is inferred."""
    steps = {artefact.step: artefact for artefact in artefacts}
    return {
        answers: _read(competency, answers, steps, under_three=under_three, inferred=inferred)
        for answers in _combinations()
    }


def _combinations() -> Iterator[Answers]:
    yield from product(_RAW, repeat=3)


def _may_not_apply(artefact: Artefact, *, under_three: bool) -> bool:
    return artefact.not_applicable == "always" or (
        artefact.not_applicable == "under_three_people" and under_three
    )


def _read(
    competency: Competency,
    answers: Answers,
    steps: dict[Step, Artefact],
    *,
    under_three: bool,
    inferred: dict[Step, str],
) -> Reading:
    asked = [(step, answer) for step, answer in zip(STEPS, answers, strict=True) if step in steps]
    misread = [
        step
        for step, answer in asked
        if answer == "not_applicable" and not _may_not_apply(steps[step], under_three=under_three)
    ]
    applying = [(step, answer) for step, answer in asked if answer != "not_applicable" or step in misread]
    stated = [_STATED[answer] for _, answer in applying if answer in _STATED]
    guessed = [
        _STATED[inferred[step]] for step, answer in applying if answer not in _STATED and step in inferred
    ]
    unknown = len(applying) - len(stated)
    # The artefacts that apply carry the three steps of the ladder between them.
    share = 3 * EIGHTHS / len(applying) if applying else 0
    low, high = int(sum(stated) * share), int((sum(stated) + unknown) * share)
    point = int((sum(stated) + sum(guessed) + (unknown - len(guessed)) / 2) * share)
    return Reading(
        competency,
        answers,
        1 + point / EIGHTHS if stated or guessed else None,
        Interval(1 + low / EIGHTHS, 1 + high / EIGHTHS) if applying else Interval(1, len(LEVELS)),
        EIGHTHS + low,
        EIGHTHS + point if stated or guessed else None,
        EIGHTHS + high if applying else len(LEVELS) * EIGHTHS,
        len(stated),
        len(applying),
        declared=False,
        weak=next((i for i, answer in enumerate(answers) if answer in ("no", "partly")), None),
        misread=bool(misread),
        out_of_order=_out_of_order(answers),
    )


def _out_of_order(answers: Answers) -> bool:
    """A later artefact is in hand although an earlier one, on which it rests, is not."""
    first_no = next((i for i, answer in enumerate(answers) if answer == "no"), 3)
    return any(answer == "yes" for answer in answers[first_no + 1 :])
