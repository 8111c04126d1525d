"""What a picture says of a maturity and a cohort, in words. Imports the texts and the model."""

from collections.abc import Iterator

from service.model.answer.maturity import CompetencyScore, Maturity
from service.model.codes import LEVELS
from service.model.documents.benchmark import Benchmark
from service.model.output import Interval
from service.texts import Language, texts_of
from service.texts.numbers import write_number


def caption(maturity: Maturity, language: Language) -> Iterator[str]:
    """The level, the index with its range, and what is still open: two or three lines of text."""
    texts = texts_of(language).drawings
    if maturity.level is None or maturity.index is None:
        yield texts.no_level
    else:
        yield texts.level.format(n=LEVELS.index(maturity.level) + 1, label=maturity.label)
        index = texts.index.format(index=number_text(maturity.index, language, ".2f"))
        low, high = range_text(maturity.interval, language, ".2f")
        yield index + (texts.between.format(low=low, high=high) if low != high else "")
    covered = texts.covered.format(share=round(100 * maturity.coverage))
    levels = [LEVELS.index(level) + 1 for level in maturity.possible_levels]
    if len(levels) > 1:
        covered = f"{texts.possible.format(low=levels[0], high=levels[-1])} · {covered}"
    yield covered


def score_text(competency: CompetencyScore, language: Language) -> str:
    """A competency's score in words, with its range if one is open."""
    texts = texts_of(language).drawings
    score = texts.no_score if competency.score is None else number_text(competency.score, language)
    if competency.declared:
        score = texts.declared.format(score=score)
    low, high = range_text(competency.interval, language)
    return score if low == high else texts.range.format(score=score, low=low, high=high)


def cohort_text(norm: Benchmark, language: Language) -> str:
    """The cohort of a published norm, and its size."""
    assert norm.cohort is not None
    words = texts_of(language).drawings.cohort
    return words.format(label=norm.cohort.label, count=norm.cohort.organisations)


def range_text(interval: Interval, language: Language, form: str = "g") -> tuple[str, str]:
    """The low and the high end of an interval, as numbers are written in this language."""
    return number_text(interval.low, language, form), number_text(interval.high, language, form)


def number_text(value: float, language: Language, form: str = "g") -> str:
    """A number as it is written in this language, in this format of Python."""
    return write_number(value, texts_of(language).numbers, form)
