"""NACE, the European classification of activities: which codes there are, and the section of each.

The tables beside this file name the classes. What follows a class in a national code is detail of that
country and changes no section. Sections are those of Rev. 2. Imports the codes only.
"""

import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import msgspec
from msgspec import Struct

from service.model.codes import NaceSection, Scheme

_NEITHER_LETTER_NOR_DIGIT = re.compile("[^0-9A-Z]")
_LENGTH_OF_CLASS = len("47.71")


class _Correspondence(Struct, frozen=True):
    """In which sections of Rev. 2 a scheme counts: its own sections, and classes that lie elsewhere."""

    sections: dict[str, NaceSection]
    moved: dict[str, NaceSection] = {}
    mixed: dict[str, set[NaceSection]] = {}

    def of_class(self, code: str, letter: str) -> set[NaceSection]:
        """The sections in which a class counts that stands in this section of the scheme."""
        return self.mixed.get(code) or {self.moved.get(code) or self.sections[letter]}


def canonical_code(code: str) -> str:
    """The one spelling of an activity code: in capitals, with a dot after the division and nowhere else.

    ``4771z``, ``47.71 Z`` and ``47-71Z`` are ``47.71Z``; ``47.71.10`` is ``47.7110``.
    """
    plain = _NEITHER_LETTER_NOR_DIGIT.sub("", code.upper())
    return f"{plain[:2]}.{plain[2:]}" if len(plain) > 2 else plain


def section_of(code: str, scheme: Scheme) -> NaceSection | None:
    """The section of a canonical code; None if the scheme has no such code, or it lies in several sections.

    Of a code longer than a class, the class counts.
    """
    return _sections(scheme).get(code[:_LENGTH_OF_CLASS])


@cache
def _sections(scheme: Scheme) -> dict[str, NaceSection | None]:
    """The section of every code of a scheme; None where its classes lie in several."""
    correspondence = _correspondence(scheme)
    found: dict[str, set[NaceSection]] = defaultdict(set)
    for letter, divisions in _table(scheme).items():
        # A letter counts as the section that took its place, though a few of its classes moved.
        found[letter].add(correspondence.sections[letter])
        for division, endings in divisions.items():
            for ending in endings.split():
                code = f"{division}.{ending}"
                for part in (division, code[:-1], code):
                    found[part] |= correspondence.of_class(code, letter)
    return {code: min(sections) if len(sections) == 1 else None for code, sections in found.items()}


def _correspondence(scheme: Scheme) -> _Correspondence:
    if scheme == "nace2":
        return _Correspondence({letter: letter for letter in get_args(NaceSection)})
    return msgspec.convert(_table("correspondence"), _Correspondence)


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
