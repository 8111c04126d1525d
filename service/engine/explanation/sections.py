"""The maturity and importance sections of the answer: integers as decimals, positions as codes, texts."""

from service.engine.compiled import CompiledPack
from service.engine.policies.importance import ImportanceResult
from service.engine.policies.maturity import GateResult, MaturityResult
from service.methodology.shape.texts import Named, Texts
from service.model.answer.importance import CriterionScore, Importance
from service.model.answer.maturity import CompetencyScore, Limiting, Maturity
from service.model.codes import LEVELS, Competency

_HUNDREDTHS = 100


def maturity_section(compiled: CompiledPack, result: MaturityResult) -> Maturity:
    """The maturity section; level and index are null with too few answers."""
    words = _level_words(compiled.texts, result)
    return Maturity(
        status=result.status,
        level=None if result.level is None else LEVELS[result.level],
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


def _level_words(texts: Texts, result: MaturityResult) -> Named | None:
    """The words of a level that is known; of one that is not, those of the range that it lies in."""
    if result.level is None:
        return None
    if result.status == "assessed":
        return texts.levels[LEVELS[result.level]]
    return _range_words(
        texts.ranges.level, texts.levels[LEVELS[result.lowest]], texts.levels[LEVELS[result.highest]]
    )


def _range_words(words: Named, low: Named, high: Named) -> Named:
    ends = {"low": low.label, "high": high.label}
    return Named(label=words.label.format(**ends), text=words.text.format(**ends))


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
    """What keeps the organisation from the level above the lowest possible; null at the top or untold.

    While that level is possible it is what is unanswered, else what failed: its conditions, or the index.
    """
    if result.level is None or result.lowest + 1 == len(LEVELS):
        return None
    next_level = LEVELS[result.lowest + 1]
    gates = [gate for gate in result.gates if gate.rule.level == next_level]
    is_open = result.status == "provisional"
    if is_open:
        competencies = _blocking(gates, "unanswered") or _open(result)
    else:
        competencies = _blocking(gates, "failed") or _weakest(result)
    texts = compiled.texts
    sentence = texts.limiting.unanswered if is_open else texts.limiting.failed
    return Limiting(
        next_level,
        "unanswered" if is_open else "failed",
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
    """The competencies with something left to answer."""
    return tuple(scored.competency for scored in result.competencies if scored.low < scored.high)


def _weakest(result: MaturityResult) -> tuple[Competency, ...]:
    """Those that even at best stand lowest."""
    lowest = min(scored.high for scored in result.competencies)
    return tuple(scored.competency for scored in result.competencies if scored.high == lowest)


def importance_section(compiled: CompiledPack, result: ImportanceResult) -> Importance:
    """The importance section; score and band are null when no criterion is answered."""
    words = _band_words(compiled.texts, result)
    return Importance(
        status=result.status,
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


def _band_words(texts: Texts, result: ImportanceResult) -> Named | None:
    """The words of a band that is known; of one that is not, those of the range that it lies in."""
    if result.band is None:
        return None
    if result.status == "assessed":
        return texts.bands[result.band]
    return _range_words(texts.ranges.band, texts.bands[result.low_band], texts.bands[result.high_band])
