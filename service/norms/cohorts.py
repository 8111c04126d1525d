"""Cohorts: the groups of organisations that norms compare, and the coarser ones that they fall back to.

A leaf is the finest group; a cell is a union of leaves that a norm may be published for.
"""

from collections.abc import Iterable

from msgspec import Struct

from service.model.codes import Rung


class Leaf(Struct, frozen=True, order=True):
    """Organisations of one section, size class and country, assessed by the same kind of assessor.

    ``section`` and ``size`` are empty where they are unknown.
    """

    assessor: str
    section: str
    size: str
    country: str


class Cell(Struct, frozen=True, order=True):
    """All leaves with these members; an empty member matches any. Kinds of assessor are never mixed."""

    assessor: str
    section: str = ""
    size: str = ""
    country: str = ""

    @property
    def root(self) -> "Cell":
        """The cell of all leaves of this kind of assessor."""
        return Cell(self.assessor)

    @property
    def rung(self) -> Rung:
        """The rung of the fallback ladder that this cell is on."""
        if self.country:
            return "nace_section_size_class_country"
        if self.section:
            return "nace_section_size_class" if self.size else "nace_section"
        return "size_class" if self.size else "all"

    def contains(self, leaf: Leaf) -> bool:
        """Whether the leaf belongs to this cell."""
        return (
            self.assessor == leaf.assessor
            and self.section in ("", leaf.section)
            and self.size in ("", leaf.size)
            and self.country in ("", leaf.country)
        )


def ladder(assessor: str, section: str | None, size: str | None, country: str | None) -> tuple[Cell, ...]:
    """The cells that an organisation falls back to, finest first; rungs with unknown members are skipped."""
    cells: list[Cell] = []
    if section and size and country:
        cells.append(Cell(assessor, section, size, country))
    if section and size:
        cells.append(Cell(assessor, section, size))
    if section:
        cells.append(Cell(assessor, section))
    if size:
        cells.append(Cell(assessor, "", size))
    return (*cells, Cell(assessor))


def cells_of(leaf: Leaf) -> tuple[Cell, ...]:
    """Every cell that contains this leaf: those of its ladder."""
    return ladder(leaf.assessor, leaf.section, leaf.size, leaf.country)


def by_cell(leaves: Iterable[Leaf]) -> dict[Cell, set[Leaf]]:
    """By cell, those of the leaves that it contains; cells without any are left out."""
    leaves_of: dict[Cell, set[Leaf]] = {}
    for leaf in leaves:
        for cell in cells_of(leaf):
            leaves_of.setdefault(cell, set()).add(leaf)
    return leaves_of
