"""What a picture says of a maturity and a cohort, in words. Imports the texts and the model."""

from collections.abc import Iterator

from service.model.answer.benchmark import Norm
from service.model.answer.maturity import CompetencyScore, Maturity
from service.model.codes import LEVELS
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
        low, high = range_text(maturity.index_low, maturity.index_high, language, ".2f")
        yield index + (texts.between.format(low=low, high=high) if low != high else "")
    covered = texts.covered.format(share=round(100 * maturity.coverage))
    low_level, high_level = (LEVELS.index(level) + 1 for level in (maturity.level_low, maturity.level_high))
    if low_level < high_level:
        covered = f"{texts.possible.format(low=low_level, high=high_level)} · {covered}"
    yield covered


def score_text(competency: CompetencyScore, language: Language) -> str:
    """A competency's score in words, with its range if one is open."""
    texts = texts_of(language).drawings
    score = texts.no_score if competency.score is None else number_text(competency.score, language)
    if competency.declared:
        score = texts.declared.format(score=score)
    low, high = range_text(competency.score_low, competency.score_high, language)
    return score if low == high else texts.range.format(score=score, low=low, high=high)


def cohort_text(norm: Norm, language: Language) -> str:
    """The cohort of a published norm, and its size."""
    assert norm.cohort is not None
    words = texts_of(language).drawings.cohort
    return words.format(label=norm.cohort.label, count=norm.cohort.organisation_count)


def range_text(low: float, high: float, language: Language, form: str = "g") -> tuple[str, str]:
    """Both ends of a range, as numbers are written in this language."""
    return number_text(low, language, form), number_text(high, language, form)


def number_text(value: float, language: Language, form: str = "g") -> str:
    """A number as it is written in this language, in this format of Python."""
    return write_number(value, texts_of(language).numbers, form)
