"""What a picture says of a maturity and a cohort, in words. Imports the texts and the model."""

from collections.abc import Iterator

from service.model.answer.benchmark import Norm
from service.model.answer.maturity import CompetencyScore, Maturity
from service.model.codes import LEVELS
from service.texts import Language, texts_of


def caption(maturity: Maturity, language: Language) -> Iterator[str]:
    """The level or the range of levels, the index with its own, and how much was answered: lines of text."""
    texts = texts_of(language)
    words, writing = texts.drawings, texts.writing
    low_level, high_level = possible_steps(maturity)
    if maturity.index is None:
        yield words.no_level
    else:
        level = words.level if low_level == high_level else words.levels
        yield writing.fill(level, low=low_level, high=high_level, label=maturity.label)
        ends = (maturity.index, maturity.index_low, maturity.index_high)
        index, low, high = (writing.number(value, 2) for value in ends)
        yield writing.fill(words.index, index=index) + (
            writing.fill(words.between, low=low, high=high) if low != high else ""
        )
    yield writing.fill(words.covered, share=round(100 * maturity.coverage))


def verdict(maturity: Maturity, language: Language) -> str:
    """The level in few words: one, the range of those possible, or none yet."""
    texts = texts_of(language)
    if maturity.level is None:
        return texts.drawings.too_little
    low, high = possible_steps(maturity)
    words = texts.drawings.badge_level if low == high else texts.drawings.badge_levels
    return texts.writing.fill(words, low=low, high=high, label=maturity.label)


def possible_steps(maturity: Maturity) -> tuple[int, int]:
    """The numbers, 1 to 4, of the lowest and the highest level possible."""
    return LEVELS.index(maturity.level_low) + 1, LEVELS.index(maturity.level_high) + 1


def score_text(competency: CompetencyScore, language: Language) -> str:
    """A competency's score in words, with its range if one is open."""
    texts = texts_of(language)
    words, writing = texts.drawings, texts.writing
    score = words.no_score if competency.score is None else writing.number(competency.score)
    if competency.declared:
        score = writing.fill(words.declared, score=score)
    low, high = writing.numbers((competency.score_low, competency.score_high))
    return score if low == high else writing.fill(words.range, score=score, low=low, high=high)


def cohort_text(norm: Norm, language: Language) -> str:
    """The cohort of a published norm, and its size."""
    assert norm.cohort is not None
    texts = texts_of(language)
    return texts.writing.fill(
        texts.drawings.cohort, label=norm.cohort.label, count=norm.cohort.organisation_count
    )


def median_texts(norm: Norm, language: Language) -> list[str]:
    """Each competency with the median of the cohort, all with the same decimals."""
    medians = texts_of(language).writing.numbers([figure.median for figure in norm.competencies])
    return [f"{figure.label} {median}" for figure, median in zip(norm.competencies, medians, strict=True)]
