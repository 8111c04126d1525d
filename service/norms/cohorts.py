"""Cohorts: who is compared with whom, and where a comparison falls back to.

A leaf is the finest group of organisations; a cell is a set of leaves that a norm may be released for.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from service.model.codes import NormAssessor, Rung, Section, Size
from service.model.countries import Country


class Leaf(Struct, frozen=True, order=True):
    """Organisations of one section, size class and country, assessed by the same kind of assessor.

    ``section`` is empty where it is unknown.
    """

    assessor: str
    section: str
    size: str
    country: str


class Cell(Struct, frozen=True, order=True):
    """Leaves that have these in common; an empty member leaves it open. Kinds of assessor are never mixed."""

    assessor: str
    section: str = ""
    size: str = ""
    country: str = ""

    @property
    def root(self) -> "Cell":
        """The cell that holds all others of its kind of assessor."""
        return Cell(self.assessor)

    @property
    def rung(self) -> Rung:
        """The rung of the ladder that this cell stands on."""
        if self.country:
            return "section_size_country"
        if self.section:
            return "section_size" if self.size else "section"
        return "size" if self.size else "all"

    def holds(self, leaf: Leaf) -> bool:
        """Tell whether this leaf's organisations are in the cell."""
        return (
            self.assessor == leaf.assessor
            and self.section in ("", leaf.section)
            and self.size in ("", leaf.size)
            and self.country in ("", leaf.country)
        )


def ladder(
    assessor: NormAssessor, section: Section | None, size: Size | None, country: Country | None
) -> tuple[Cell, ...]:
    """The cells to look at for such an organisation, finest first; what is None is left open."""
    found: list[Cell] = []
    if section and size and country:
        found.append(Cell(assessor, section, size, country))
    if section and size:
        found.append(Cell(assessor, section, size))
    if section:
        found.append(Cell(assessor, section))
    if size:
        found.append(Cell(assessor, "", size))
    return (*found, Cell(assessor))


def cells_of(leaf: Leaf) -> Iterator[Cell]:
    """Every cell that holds this leaf, coarsest first."""
    kind = leaf.assessor
    yield Cell(kind)
    if leaf.section:
        yield Cell(kind, leaf.section)
        yield Cell(kind, leaf.section, leaf.size)
        yield Cell(kind, leaf.section, leaf.size, leaf.country)
    yield Cell(kind, "", leaf.size)


def by_cell(leaves: Iterable[Leaf]) -> dict[Cell, set[Leaf]]:
    """The leaves of every cell that holds any of these."""
    found: dict[Cell, set[Leaf]] = {}
    for leaf in leaves:
        for cell in cells_of(leaf):
            found.setdefault(cell, set()).add(leaf)
    return found
