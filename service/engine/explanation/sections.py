"""The maturity and importance sections of the answer: integers as decimals, positions as codes, texts."""

from service.engine.compiled import CompiledPack
from service.engine.policies.gates import GateResult
from service.engine.policies.importance import ImportanceResult
from service.engine.policies.maturity import MaturityResult
from service.engine.wording import AudienceWords
from service.methodology.shape.texts import Named, Texts
from service.model.answer.importance import CriterionScore, Importance
from service.model.answer.maturity import CompetencyScore, Limiting, Maturity
from service.model.codes import LEVELS, Competency
from service.texts.writing import Writing, lower_first

_HUNDREDTHS = 100


def maturity_section(words: AudienceWords, result: MaturityResult) -> Maturity:
    """The maturity section; level and index are null with too few answers."""
    level = _level_words(words, result)
    return Maturity(
        status=result.status,
        level=None if result.level is None else LEVELS[result.level],
        level_low=LEVELS[result.lowest],
        level_high=LEVELS[result.highest],
        label=None if level is None else level.label,
        text=None if level is None else level.text,
        index=None if result.index is None else result.index / _HUNDREDTHS,
        index_low=result.low / _HUNDREDTHS,
        index_high=result.high / _HUNDREDTHS,
        coverage=round(result.answered / result.applicable, 2) if result.applicable else 0.0,
        competencies=_competency_scores(words.texts, result),
        gates=tuple([words.gates[gate.rule.id, gate.outcome] for gate in result.gates]),
        limiting=_limiting(words, result),
    )


def _level_words(words: AudienceWords, result: MaturityResult) -> Named | None:
    """The words of a level that is known; of one that is not, those of the range that it lies in."""
    if result.level is None:
        return None
    texts = words.texts
    if result.status == "assessed":
        return texts.levels[LEVELS[result.level]]
    low, high = (texts.levels[LEVELS[end]].label for end in (result.lowest, result.highest))
    return _range_words(words.writing, texts.ranges.level, low, high)


def _range_words(writing: Writing, words: Named, low: str, high: str) -> Named:
    return Named(
        label=writing.fill(words.label, low=low, high=lower_first(high)),
        text=writing.fill(words.text, low=low, high=high),
    )


def _competency_scores(texts: Texts, result: MaturityResult) -> tuple[CompetencyScore, ...]:
    names = texts.competencies
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


def _limiting(words: AudienceWords, result: MaturityResult) -> Limiting | None:
    """What keeps the organisation from the level above the lowest possible; null at the top or untold.

    While that level is possible it is what is unanswered, else what failed: its conditions, or the index.
    """
    if result.level is None or result.lowest + 1 == len(LEVELS):
        return None
    texts = words.texts
    next_level = LEVELS[result.lowest + 1]
    gates = [gate for gate in result.gates if gate.rule.level == next_level]
    is_open = result.status == "provisional"
    if is_open:
        competencies = _blocking(gates, "unanswered") or _open(result)
    else:
        competencies = _blocking(gates, "failed") or _weakest(result)
    sentence = texts.limiting.unanswered if is_open else texts.limiting.failed
    return Limiting(
        next_level,
        "unanswered" if is_open else "failed",
        competencies,
        words.writing.fill(
            sentence,
            level=texts.levels[next_level].label,
            competencies=[words.competency_names[key] for key in competencies],
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


def importance_section(compiled: CompiledPack, words: AudienceWords, result: ImportanceResult) -> Importance:
    """The importance section; score and band are null when no criterion is answered."""
    band = _band_words(words, result)
    return Importance(
        status=result.status,
        band=result.band,
        label=None if band is None else band.label,
        text=None if band is None else band.text,
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


def _band_words(words: AudienceWords, result: ImportanceResult) -> Named | None:
    """The words of a band that is known; of one that is not, those of the range that it lies in."""
    if result.band is None:
        return None
    texts = words.texts
    if result.status == "assessed":
        return texts.bands[result.band]
    low, high = (texts.bands[band].label for band in (result.low_band, result.high_band))
    return _range_words(words.writing, texts.ranges.band, low, high)
