"""What a picture says of a maturity and a cohort, in words. Imports the texts and the model."""

from collections.abc import Iterator

from service.model.answer.benchmark import Norm
from service.model.answer.maturity import CompetencyScore, Maturity
from service.model.codes import LEVELS
from service.texts import Language, texts_of
from service.texts.numbers import write_number


def caption(maturity: Maturity, language: Language) -> Iterator[str]:
    """The level or the range of levels, the index with its own, and how much was answered: lines of text."""
    texts = texts_of(language).drawings
    low_level, high_level = possible_steps(maturity)
    if maturity.index is None:
        yield texts.no_level
    else:
        words = texts.level if low_level == high_level else texts.levels
        yield words.format(low=low_level, high=high_level, label=maturity.label)
        index = texts.index.format(index=number_text(maturity.index, language, ".2f"))
        low, high = range_text(maturity.index_low, maturity.index_high, language, ".2f")
        yield index + (texts.between.format(low=low, high=high) if low != high else "")
    yield texts.covered.format(share=round(100 * maturity.coverage))


def verdict(maturity: Maturity, language: Language) -> str:
    """The level in few words: one, the range of those possible, or none yet."""
    texts = texts_of(language).drawings
    if maturity.level is None:
        return texts.too_little
    low, high = possible_steps(maturity)
    words = texts.badge_level if low == high else texts.badge_levels
    return words.format(low=low, high=high, label=maturity.label)


def possible_steps(maturity: Maturity) -> tuple[int, int]:
    """The numbers, 1 to 4, of the lowest and the highest level possible."""
    return LEVELS.index(maturity.level_low) + 1, LEVELS.index(maturity.level_high) + 1


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
