"""Reads a pack's folder into typed values, and digests it.

TOML is read strictly (a duplicate key is an error) and decoded against the typed shape, so a misspelt key or
a number out of its range is refused with its file, line and rule. What takes two values to be wrong is for
``service.methodology.checks``.
"""

import hashlib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

import msgspec

from service.methodology.problem import Problem, invalid_pack
from service.methodology.reading import Unreadable, read_table
from service.methodology.shape.base import PackPart
from service.methodology.shape.facts import FactRules
from service.methodology.shape.ladder import ImportanceRules, MaturityRules
from service.methodology.shape.money import CostRules
from service.methodology.shape.norms import NormRules
from service.methodology.shape.pack import Claim, Reference, Release, Rules, Source
from service.methodology.shape.plan import NextRules, PlanRules
from service.methodology.shape.questionnaire import QuestionnaireData
from service.methodology.shape.sourcing import SourcingRules
from service.methodology.shape.texts import Texts
from service.texts import LANGUAGES, Language

T = TypeVar("T")

# The files that hold rules, each named like its part.
_PARTS: dict[str, type[PackPart]] = {
    "facts": FactRules,
    "maturity": MaturityRules,
    "importance": ImportanceRules,
    "sourcing": SourcingRules,
    "plan": PlanRules,
    "next": NextRules,
    "costs": CostRules,
    "norms": NormRules,
}


class Ledger(PackPart, frozen=True):
    """The sources, the claims that they make, and their figures that are only shown."""

    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    references: tuple[Reference, ...] = ()


class Pack(PackPart, frozen=True, kw_only=True):
    """A methodology version: its rules, its ledger, its forms and its words.

    ``is_released`` is true for the packs of this distribution and for no other, whatever their files say.
    """

    release: Release
    rules: Rules
    ledger: Ledger
    questionnaire: QuestionnaireData
    texts: dict[Language, Texts]
    rules_digest: str
    texts_digest: str
    is_released: bool = False

    @property
    def version(self) -> str:
        """The version's name, such as ``v2026.1``."""
        return self.release.version


class _Files:
    """The files of a pack's folder: reads all of them, so that the problems of all are told at once."""

    def __init__(self, folder: Traversable | Path) -> None:
        self._folder = folder
        self.problems: list[Problem] = []

    def read(self, name: str, shape: type[T]) -> T | None:
        try:
            return read_table(self._folder, name, shape)
        except Unreadable as error:
            self.problems.append(error.problem)
            return None


def load_pack(folder: Traversable | Path, *, released: bool = False) -> Pack:
    """Read the pack in ``folder``; ``released`` says that it is one of this distribution's.

    Raises ``InvalidPack`` with a problem for each file that cannot be read or does not fit its shape.
    """
    files = _Files(folder)
    parts = {name: files.read(f"{name}.toml", shape) for name, shape in _PARTS.items()}
    release = files.read("release.toml", Release)
    ledger = files.read("sources.toml", Ledger)
    questionnaire = files.read("questionnaire.toml", QuestionnaireData)
    texts = {language: files.read(f"texts/{language}.toml", Texts) for language in LANGUAGES}
    if files.problems or release is None or ledger is None or questionnaire is None:
        raise invalid_pack(folder.name, files.problems)
    rules = msgspec.convert(parts, Rules)
    return Pack(
        release=release,
        rules=rules,
        ledger=ledger,
        questionnaire=questionnaire,
        texts={language: words for language, words in texts.items() if words is not None},
        rules_digest=_digest(rules),
        texts_digest=_digest((ledger, questionnaire, texts)),
        is_released=released,
    )


def _digest(value: object) -> str:
    canonical = msgspec.json.encode(value, order="deterministic")
    return "sha256:" + hashlib.sha256(canonical).hexdigest()
