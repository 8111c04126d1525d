"""The typed shape of a methodology pack's rules; a pack that does not fit is refused on load.

Every rule has an ``id`` and names the claims that it rests on. Points are tenths of a point once loaded, so
that the engine adds integers. ``when`` is a conjunction: each fact named must have one of the values listed.
"""

from service.methodology.shape.base import PackPart
from service.methodology.shape.ladder import ImportanceRules, MaturityRules
from service.methodology.shape.money import CostRules
from service.methodology.shape.plan import NextRules, PlanRules
from service.methodology.shape.sourcing import SourcingRules
from service.model.codes import Section, Size


class Source(PackPart, frozen=True):
    """A text (seed) or a published figure (reference) that rules cite."""

    id: str
    kind: str
    author: str
    title: str
    year: int | None = None


class Claim(PackPart, frozen=True):
    """One statement of a source. ``context`` claims are cited in texts and move no number."""

    id: str
    source: str
    use: str


class Reference(PackPart, frozen=True):
    """A published share of organisations, in per cent, shown beside norms; no lists mean all of them."""

    id: str
    source: str
    percent: int
    sections: tuple[Section, ...] = ()
    sizes: tuple[Size, ...] = ()


class Release(PackPart, frozen=True):
    """Which version this is, since when, and what changed."""

    version: str
    released: str
    changes: tuple[str, ...]


class Rules(PackPart, frozen=True):
    """Everything in a pack that can change a number."""

    maturity: MaturityRules
    importance: ImportanceRules
    sourcing: SourcingRules
    plan: PlanRules
    next: NextRules
    costs: CostRules
