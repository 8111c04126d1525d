"""Words the exact results of maturity and importance: hundredths become numbers, positions become levels."""

from service.engine.compiled import Compiled
from service.engine.policies.importance import ImportanceResult
from service.engine.policies.maturity import MaturityResult
from service.model.answer.importance import Criterion, Importance
from service.model.answer.maturity import CompetencyScore, Limiting, Maturity
from service.model.codes import LEVELS, Competency
from service.model.output import Interval


def maturity_section(compiled: Compiled, result: MaturityResult) -> Maturity:
    """The maturity part of the answer; level and index are null without any stated competency answer."""
    level = None if result.level is None else LEVELS[result.level]
    words = None if level is None else compiled.texts.levels[level]
    names = compiled.texts.competencies
    return Maturity(
        "insufficient_evidence" if level is None else "assessed",
        level,
        None if words is None else words.label,
        None if words is None else words.text,
        None if result.index is None else result.index / 100,
        Interval(result.low / 100, result.high / 100),
        LEVELS[result.lowest : result.highest + 1],
        round(result.answered / result.applicable, 2) if result.applicable else 0.0,
        tuple(
            [
                CompetencyScore(
                    reading.competency,
                    names[reading.competency].label,
                    reading.score,
                    reading.interval,
                    None if contribution is None else contribution / 100,
                    reading.declared,
                )
                for reading, contribution in zip(result.readings, result.contributions, strict=True)
            ]
        ),
        tuple([compiled.gates[gate.rule.id, gate.outcome] for gate in result.gates]),
        limiting(compiled, result),
    )


def limiting(compiled: Compiled, result: MaturityResult) -> Limiting | None:
    """What holds the next level back: a failed condition before an unanswered one; null at the top."""
    if result.level is None or result.level + 1 == len(LEVELS):
        return None
    following = LEVELS[result.level + 1]
    gates = [gate for gate in result.gates if gate.rule.level == following]
    failed = [gate for gate in gates if gate.outcome == "failed"]
    reachable = result.highest > result.level
    held_back: tuple[Competency, ...]
    if reachable or not failed:
        waiting = [gate for gate in gates if gate.outcome == "unanswered"]
        held_back = tuple(dict.fromkeys(c for gate in waiting for c in gate.holding_back))
        held_back = held_back or (_open(result) if reachable else _weakest(result))
    else:
        held_back = tuple(dict.fromkeys(c for gate in failed for c in gate.holding_back))
    words = compiled.texts
    names = ", ".join(words.competencies[key].label for key in held_back)
    sentence = words.limiting.unanswered if reachable else words.limiting.failed
    text = sentence.format(level=words.levels[following].label, competencies=names)
    return Limiting(following, "unanswered" if reachable else "failed", held_back, text)


def _open(result: MaturityResult) -> tuple[Competency, ...]:
    """The competencies with something left to answer, or the weakest when all is answered."""
    return tuple(r.competency for r in result.readings if r.low < r.high) or _weakest(result)


def _weakest(result: MaturityResult) -> tuple[Competency, ...]:
    least = min(reading.low for reading in result.readings)
    return tuple(reading.competency for reading in result.readings if reading.low == least)


def importance_section(compiled: Compiled, result: ImportanceResult) -> Importance:
    """The importance part of the answer; score and band are null when no criterion is answered."""
    words = None if result.band is None else compiled.texts.bands[result.band]
    settled = result.low_band == result.high_band
    return Importance(
        "insufficient_evidence" if result.band is None else "assessed" if settled else "provisional",
        result.score,
        result.band,
        None if words is None else words.label,
        None if words is None else words.text,
        Interval(float(result.low), float(result.high)),
        tuple(
            Criterion(c.key, c.points, c.most, compiled.criterion_claims.get(c.key, ()))
            for c in result.criteria
        ),
    )
