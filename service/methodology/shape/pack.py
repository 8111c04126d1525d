"""The typed shape of a methodology pack's rules; a pack that does not fit is refused on load.

Every rule has an ``id`` and names the claims that it rests on. Ranges that one number can break stand in
these types; what takes two numbers (order, sums) is in ``service.methodology.checks``.
"""

from typing import Annotated, Literal

from msgspec import Meta

from service.methodology.shape.base import PackPart, Year
from service.methodology.shape.facts import FactRules
from service.methodology.shape.ladder import ImportanceRules, MaturityRules
from service.methodology.shape.money import CostRules
from service.methodology.shape.norms import NormRules
from service.methodology.shape.plan import NextRules, PlanRules
from service.methodology.shape.sourcing import SourcingRules
from service.model.codes import NaceSection, SizeClass

VERSION = r"^v[0-9]{4}\.[0-9]{1,3}$"
RELEASED = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|unreleased)$"


class Source(PackPart, frozen=True, kw_only=True):
    """A text (seed) or a published figure (reference) that rules cite."""

    id: str
    kind: Literal["seed", "reference"]
    author: str
    title: str
    year: Year | None = None


class Claim(PackPart, frozen=True):
    """One statement of a source. ``context`` claims are cited in texts and move no number."""

    id: str
    source: str
    use: Literal["rule", "context"]


class Reference(PackPart, frozen=True, kw_only=True):
    """A published share of organisations, in per cent, shown beside norms; no lists mean all of them."""

    id: str
    source: str
    percent: Annotated[int, Meta(ge=0, le=100)]
    sections: tuple[NaceSection, ...] = ()
    sizes: tuple[SizeClass, ...] = ()


class Release(PackPart, frozen=True):
    """Which version this is (``vYYYY.N``), since when (an ISO date, or ``unreleased``), and what changed."""

    version: Annotated[str, Meta(pattern=VERSION)]
    released: Annotated[str, Meta(pattern=RELEASED)]
    changes: tuple[str, ...]


class Rules(PackPart, frozen=True, kw_only=True):
    """Everything in a pack that can change a number."""

    facts: FactRules
    maturity: MaturityRules
    importance: ImportanceRules
    sourcing: SourcingRules
    plan: PlanRules
    next: NextRules
    costs: CostRules
    norms: NormRules
