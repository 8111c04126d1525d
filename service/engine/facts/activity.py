"""Classifies an organisation: NACE section, size class and headcount range.

Sections are those of NACE Rev. 2. NACE Rev. 2.1 (NAF 2025 in France from 1 January 2027) splits section J in
two and so shifts the letters from K on. Divisions keep their numbers, so that one table serves both schemes.
"""

from typing import NamedTuple, get_args

from service.model.codes import NaceSection, Scheme, SireneBand, SizeClass
from service.model.profile import Organisation, PeopleRange

_DIVISIONS: tuple[tuple[int, int, NaceSection], ...] = (
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
_SECTION_OF_DIVISION: dict[str, NaceSection] = {
    f"{division:02d}": section for first, last, section in _DIVISIONS for division in range(first, last + 1)
}
_LETTERS: tuple[NaceSection, ...] = get_args(NaceSection)
_SECTIONS: dict[Scheme, dict[str, NaceSection]] = {
    "nace2": {section: section for _, _, section in _DIVISIONS},
    # J and K of Rev. 2.1 are both J of Rev. 2; every later letter is one further on.
    "nace2.1": dict(zip("ABCDEFGHIJKLMNOPQRSTUV", (*_LETTERS[:10], *_LETTERS[9:]), strict=True)),
}
_SIZES: tuple[tuple[int, SizeClass], ...] = ((10, "micro"), (250, "small_medium"), (5000, "mid_cap"))


class HeadcountRange(NamedTuple):
    """Least and greatest headcount, in people; None where unknown or open-ended."""

    least: int | None
    most: int | None


class Classification(NamedTuple):
    """What rules know of an organisation: NACE section and size class, None if unknown; headcount range."""

    section: NaceSection | None
    size: SizeClass | None
    headcount: HeadcountRange


# Insee, "tranche d'effectifs salariés" of the Sirene register.
_SIRENE_RANGES: dict[SireneBand, HeadcountRange] = {
    "NN": HeadcountRange(None, None),
    "00": HeadcountRange(0, 0),
    "01": HeadcountRange(1, 2),
    "02": HeadcountRange(3, 5),
    "03": HeadcountRange(6, 9),
    "11": HeadcountRange(10, 19),
    "12": HeadcountRange(20, 49),
    "21": HeadcountRange(50, 99),
    "22": HeadcountRange(100, 199),
    "31": HeadcountRange(200, 249),
    "32": HeadcountRange(250, 499),
    "41": HeadcountRange(500, 999),
    "42": HeadcountRange(1000, 1999),
    "51": HeadcountRange(2000, 4999),
    "52": HeadcountRange(5000, 9999),
    "53": HeadcountRange(10_000, None),
}


def classify(organisation: Organisation) -> Classification:
    """Classify an organisation; the size class is that of its least headcount."""
    headcount = headcount_range(organisation.headcount)
    code = organisation.activity_code
    section = None if code is None else section_of(code, organisation.activity_scheme)
    return Classification(section, _size_of_range(headcount), headcount)


def section_of(code: str, scheme: Scheme) -> NaceSection | None:
    """The NACE Rev. 2 section of an activity code, or None if the scheme has no such code."""
    return _SECTION_OF_DIVISION.get(code[:2]) or _SECTIONS[scheme].get(code)


def size_of(people: int) -> SizeClass:
    """The size class of a headcount: micro < 10, small_medium < 250, mid_cap < 5,000, large."""
    for upper_bound, size in _SIZES:
        if people < upper_bound:
            return size
    return "large"


def _size_of_range(headcount: HeadcountRange) -> SizeClass | None:
    if headcount.least is not None:
        return size_of(headcount.least)
    # At most nine people are a micro-enterprise, however many there are.
    is_micro = headcount.most is not None and size_of(headcount.most) == "micro"
    return "micro" if is_micro else None


def headcount_range(headcount: int | PeopleRange | None) -> HeadcountRange:
    """The range of a stated headcount, in order even where its ends are reversed."""
    if headcount is None:
        return HeadcountRange(None, None)
    if isinstance(headcount, int):
        return HeadcountRange(headcount, headcount)
    least, most = headcount.min, headcount.max
    if least is not None and most is not None:
        return HeadcountRange(min(least, most), max(least, most))
    if least is None and most is None and headcount.sirene is not None:
        return _SIRENE_RANGES[headcount.sirene]
    return HeadcountRange(least, most)
