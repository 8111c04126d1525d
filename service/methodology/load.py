"""Reads a pack's folder into typed values, and digests it.

TOML is read strictly (a duplicate key is an error) and decoded against the typed shape, so a misspelt key
is refused with the path at which it stands. Nothing is checked against anything else here: see ``check``.
"""

import hashlib
import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from service.errors import InvalidPack
from service.methodology.shape.base import PackPart
from service.methodology.shape.ladder import ImportanceRules, MaturityRules
from service.methodology.shape.money import CostRules
from service.methodology.shape.pack import Claim, Reference, Release, Rules, Source
from service.methodology.shape.plan import NextRules, PlanRules
from service.methodology.shape.questionnaire import QuestionnaireData
from service.methodology.shape.sourcing import SourcingRules
from service.methodology.shape.texts import Texts
from service.texts import LANGUAGES, Language

T = TypeVar("T")


class Ledger(PackPart, frozen=True):
    """The sources, the claims that they make, and their figures that are only shown."""

    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    references: tuple[Reference, ...] = ()


class Pack(PackPart, frozen=True):
    """A methodology version: its rules, its ledger, its forms and its words."""

    release: Release
    rules: Rules
    ledger: Ledger
    questionnaire: QuestionnaireData
    texts: dict[Language, Texts]
    rules_digest: str
    texts_digest: str

    @property
    def version(self) -> str:
        """The version's name, such as ``2026.1``."""
        return self.release.version


def load_pack(folder: Traversable | Path) -> Pack:
    """Read the pack in ``folder``; raises ``InvalidPack`` naming the file and the path in it."""

    def read(name: str, shape: type[T]) -> T:
        return _read(folder, name, shape)

    rules = Rules(
        maturity=read("maturity.toml", MaturityRules),
        importance=read("importance.toml", ImportanceRules),
        sourcing=read("sourcing.toml", SourcingRules),
        plan=read("plan.toml", PlanRules),
        next=read("next.toml", NextRules),
        costs=read("costs.toml", CostRules),
    )
    ledger = read("sources.toml", Ledger)
    questionnaire = read("questionnaire.toml", QuestionnaireData)
    texts = {language: read(f"texts/{language}.toml", Texts) for language in LANGUAGES}
    return Pack(
        release=read("release.toml", Release),
        rules=rules,
        ledger=ledger,
        questionnaire=questionnaire,
        texts=texts,
        rules_digest=_digest(rules),
        texts_digest=_digest((ledger, questionnaire, texts)),
    )


def _read(folder: Traversable | Path, name: str, shape: type[T]) -> T:
    path = folder.joinpath(name)
    try:
        document: Any = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(document, shape)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InvalidPack(folder.name, (f"{name}: {error}",)) from error


def _digest(value: object) -> str:
    canonical = msgspec.json.encode(value, order="deterministic")
    return "sha256:" + hashlib.sha256(canonical).hexdigest()
