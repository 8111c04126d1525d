"""Classifies an organisation: NACE section, size class and headcount range.

Sections are those of NACE Rev. 2. NACE Rev. 2.1 (NAF 2025 in France from 1 January 2027) splits section J in
two and so shifts the letters from K on. Divisions keep their numbers, so that one table serves both schemes.
"""

from typing import NamedTuple, get_args

from service.model.codes import Scheme, Section, Size
from service.model.profile import Organisation, PeopleBand

_DIVISIONS: tuple[tuple[int, int, Section], ...] = (
    (1, 3, "A"),
    (5, 9, "B"),
    (10, 33, "C"),
    (35, 35, "D"),
    (36, 39, "E"),
    (41, 43, "F"),
    (45, 47, "G"),
    (49, 53, "H"),
    (55, 56, "I"),
    (58, 63, "J"),
    (64, 66, "K"),
    (68, 68, "L"),
    (69, 75, "M"),
    (77, 82, "N"),
    (84, 84, "O"),
    (85, 85, "P"),
    (86, 88, "Q"),
    (90, 93, "R"),
    (94, 96, "S"),
    (97, 98, "T"),
    (99, 99, "U"),
)
_SECTION_OF_DIVISION: dict[str, Section] = {
    f"{division:02d}": section for first, last, section in _DIVISIONS for division in range(first, last + 1)
}
_LETTERS: tuple[Section, ...] = get_args(Section)
_SECTIONS: dict[Scheme, dict[str, Section]] = {
    "nace2": {section: section for _, _, section in _DIVISIONS},
    # J and K of Rev. 2.1 are both J of Rev. 2; every later letter is one further on.
    "nace2.1": dict(zip("ABCDEFGHIJKLMNOPQRSTUV", (*_LETTERS[:10], *_LETTERS[9:]), strict=True)),
}
_SIZES: tuple[tuple[int, Size], ...] = ((10, "micro"), (250, "small_medium"), (5000, "mid_cap"))


class HeadcountRange(NamedTuple):
    """Least and greatest headcount, in people; ``most`` is None for an open-ended band."""

    least: int
    most: int | None


class Classification(NamedTuple):
    """What rules know of an organisation: NACE section (None if unknown), size class, headcount range."""

    section: Section | None
    size: Size
    headcount: HeadcountRange


def classify(organisation: Organisation) -> Classification:
    """Classify an organisation; the size class is that of its least headcount."""
    headcount = headcount_range(organisation.headcount)
    section = section_of(organisation.activity_code, organisation.activity_scheme)
    return Classification(section, size_of(headcount.least), headcount)


def section_of(code: str, scheme: Scheme) -> Section | None:
    """The NACE Rev. 2 section of an activity code, or None if the scheme has no such code."""
    return _SECTION_OF_DIVISION.get(code[:2]) or _SECTIONS[scheme].get(code)


def size_of(people: int) -> Size:
    """The size class of a headcount: micro < 10, small_medium < 250, mid_cap < 5,000, large."""
    for upper_bound, size in _SIZES:
        if people < upper_bound:
            return size
    return "large"


def headcount_range(headcount: int | PeopleBand) -> HeadcountRange:
    """The range of a stated headcount, in order even where the band is reversed."""
    if isinstance(headcount, int):
        return HeadcountRange(headcount, headcount)
    if headcount.max is None:
        return HeadcountRange(headcount.min, None)
    return HeadcountRange(min(headcount.min, headcount.max), max(headcount.min, headcount.max))
