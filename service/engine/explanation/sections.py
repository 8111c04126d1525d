"""The maturity and importance sections of the answer: integers as decimals, positions as codes, texts."""

from service.engine.compiled import CompiledPack
from service.engine.policies.importance import ImportanceResult
from service.engine.policies.maturity import GateResult, MaturityResult
from service.model.answer.importance import CriterionScore, Importance
from service.model.answer.maturity import CompetencyScore, Limiting, Maturity
from service.model.codes import LEVELS, Competency, Status

_HUNDREDTHS = 100


def maturity_section(compiled: CompiledPack, result: MaturityResult) -> Maturity:
    """The maturity section; level and index are null without any stated competency answer."""
    level = None if result.level is None else LEVELS[result.level]
    words = None if level is None else compiled.texts.levels[level]
    return Maturity(
        status="insufficient_evidence" if level is None else "assessed",
        level=level,
        level_low=LEVELS[result.lowest],
        level_high=LEVELS[result.highest],
        label=None if words is None else words.label,
        text=None if words is None else words.text,
        index=None if result.index is None else result.index / _HUNDREDTHS,
        index_low=result.low / _HUNDREDTHS,
        index_high=result.high / _HUNDREDTHS,
        coverage=round(result.answered / result.applicable, 2) if result.applicable else 0.0,
        competencies=_competency_scores(compiled, result),
        gates=tuple([compiled.gates[gate.rule.id, gate.outcome] for gate in result.gates]),
        limiting=_limiting(compiled, result),
    )


def _competency_scores(compiled: CompiledPack, result: MaturityResult) -> tuple[CompetencyScore, ...]:
    names = compiled.texts.competencies
    return tuple(
        [
            CompetencyScore(
                competency=scored.competency,
                label=names[scored.competency].label,
                score=scored.score,
                score_low=scored.score_low,
                score_high=scored.score_high,
                contribution=None if contribution is None else contribution / _HUNDREDTHS,
                declared=scored.declared,
            )
            for scored, contribution in zip(result.competencies, result.contributions, strict=True)
        ]
    )


def _limiting(compiled: CompiledPack, result: MaturityResult) -> Limiting | None:
    """What keeps the organisation from the next level; null at the top and without a level.

    Where the next level is still possible that is what is unanswered, else the failed conditions.
    """
    if result.level is None or result.level + 1 == len(LEVELS):
        return None
    next_level = LEVELS[result.level + 1]
    gates = [gate for gate in result.gates if gate.rule.level == next_level]
    reachable = result.highest > result.level
    failed = _blocking(gates, "failed")
    if failed and not reachable:
        competencies = failed
    else:
        fallback = _open(result) if reachable else _weakest(result)
        competencies = _blocking(gates, "unanswered") or fallback
    texts = compiled.texts
    sentence = texts.limiting.unanswered if reachable else texts.limiting.failed
    return Limiting(
        next_level,
        "unanswered" if reachable else "failed",
        competencies,
        sentence.format(
            level=texts.levels[next_level].label,
            competencies=", ".join(texts.competencies[key].label for key in competencies),
        ),
    )


def _blocking(gates: list[GateResult], outcome: str) -> tuple[Competency, ...]:
    """The competencies that block the gates with this outcome, each once."""
    return tuple(dict.fromkeys(key for gate in gates if gate.outcome == outcome for key in gate.blocking))


def _open(result: MaturityResult) -> tuple[Competency, ...]:
    """The competencies with something left to answer, or the weakest when all is answered."""
    unanswered = tuple(scored.competency for scored in result.competencies if scored.low < scored.high)
    return unanswered or _weakest(result)


def _weakest(result: MaturityResult) -> tuple[Competency, ...]:
    lowest = min(scored.low for scored in result.competencies)
    return tuple(scored.competency for scored in result.competencies if scored.low == lowest)


def _importance_status(result: ImportanceResult) -> Status:
    if result.band is None:
        return "insufficient_evidence"
    return "assessed" if result.low_band == result.high_band else "provisional"


def importance_section(compiled: CompiledPack, result: ImportanceResult) -> Importance:
    """The importance section; score and band are null when no criterion is answered."""
    words = None if result.band is None else compiled.texts.bands[result.band]
    return Importance(
        status=_importance_status(result),
        band=result.band,
        label=None if words is None else words.label,
        text=None if words is None else words.text,
        score=result.score,
        score_low=result.low,
        score_high=result.high,
        criteria=tuple(
            CriterionScore(
                criterion.key,
                criterion.points,
                None if criterion.points is None else criterion.most,
                compiled.criterion_claims.get(criterion.key, ()),
            )
            for criterion in result.criteria
        ),
    )
