"""Classifies an organisation: NACE section, size class and headcount range."""

import math
from bisect import bisect_right
from typing import NamedTuple, get_args

from service.methodology.shape.facts import FewPeopleRule, SectorsRule
from service.model.codes import NaceSection, SireneBand, SizeClass
from service.model.nace import section_of
from service.model.profile import Organisation, PeopleRange

_SIZES: tuple[SizeClass, ...] = get_args(SizeClass)
# The least headcount of each size class after the first.
_LEAST_PEOPLE = (10, 250, 5000)


class HeadcountRange(NamedTuple):
    """Least and greatest headcount, in people; None where unknown or open-ended."""

    least: int | None
    most: int | None

    @property
    def ends(self) -> tuple[float, float] | None:
        """The headcounts between which it lies, an open end being nobody or infinity; None if unknown."""
        if self.least is None and self.most is None:
            return None
        return self.least or 0, math.inf if self.most is None else self.most


class Classification(NamedTuple):
    """What rules know of an organisation: NACE section and size class, None if unknown; headcount range."""

    section: NaceSection | None
    size: SizeClass | None
    headcount: HeadcountRange

    @property
    def people(self) -> tuple[float, float] | None:
        """The headcounts that rules go by: the least within a known size class, else all of them.

        The least is the careful reading: no team is advised to a firm of three to nine.
        """
        least = self.headcount.least
        return self.headcount.ends if self.size is None or least is None else (least, least)


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
    """Classify an organisation."""
    headcount = headcount_range(organisation.headcount)
    code = organisation.activity_code
    section = None if code is None else section_of(code, organisation.activity_scheme or "nace2")
    sizes = sizes_of(headcount)
    return Classification(section, sizes[0] if len(sizes) == 1 else None, headcount)


def sizes_of(headcount: HeadcountRange) -> tuple[SizeClass, ...]:
    """The size classes that a headcount reaches into: more than one leave the size unknown."""
    if headcount.ends is None:
        return ()
    first, last = (_SIZES.index(_size_of(end)) for end in headcount.ends)
    return _SIZES[first : last + 1]


def is_few(headcount: HeadcountRange, rule: FewPeopleRule | None) -> bool | None:
    """Whether an organisation has few people; None while its headcount leaves both possible."""
    if headcount.ends is None:
        return None
    below = 0 if rule is None else rule.below
    least, most = (end < below for end in headcount.ends)
    return most if least == most else None


def is_in(section: NaceSection | None, rule: SectorsRule | None) -> bool | None:
    """Whether an organisation is in one of the sectors of the rule; None for an unknown section."""
    return None if section is None else rule is not None and section in rule.sections


def _size_of(people: float) -> SizeClass:
    return _SIZES[bisect_right(_LEAST_PEOPLE, people)]


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
