"""The release rule: which cells a norm may show, and when their figures may change.

Released cells divide the leaves into blocks: leaves that lie in the same released cells. Every block must be
large enough, without any one tenant too, and its votes are shown anew only where enough of them were in no
figure before. Then nothing that anybody adds and subtracts of all that was ever released is about few votes:
of the last block that it counts, the votes that were fresh at the time are in nothing else that it counts.
A rule on each cell alone fails: three released children and their parent show the fourth. So does one on
what changed between editions: five come, and a year later four of them go at once. Imports the blocks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from service.norms import lattice
from service.norms.blocks import Block, Layout, union, without_any
from service.norms.cohorts import Cell, Leaf, by_cell
from service.norms.lattice import Counts
from service.norms.tally import By, Group, Tally

# What may be shown of so many organisations: how many there are, a median, and quartiles and percentiles.
COUNTS, MEDIANS, QUARTILES = 5, 10, 20
MINIMA = (COUNTS, MEDIANS, QUARTILES)


class Taken(Struct, frozen=True):
    """The votes of a leaf as an edition took them to be shown, and how many are each tenant's.

    ``at`` is the edition's cut-off.
    """

    edition: int
    at: datetime
    counts: Counts
    tenants: By


class Figures(Struct, frozen=True):
    """What is released of a cell: counts, and the minimum that they reach, which says what they may show.

    ``edition`` is the one in which they last changed.
    """

    minimum: int
    edition: int
    counts: Counts


class State(Struct):
    """What is released of a norm, kept between editions and shown to nobody."""

    cells: set[Cell]
    leaves: dict[Leaf, Taken]

    def figures(self) -> Iterator[tuple[Cell, Figures]]:
        """What every released cell shows: its leaves, as each was last taken."""
        for cell, leaves in by_cell(self.leaves).items():
            if cell in self.cells:
                counts = lattice.empty()
                for leaf in leaves:
                    lattice.add(counts, self.leaves[leaf].counts)
                reached = without_any(_voters(self.leaves[leaf] for leaf in leaves))
                edition = max(self.leaves[leaf].edition for leaf in leaves)
                yield cell, Figures(max(each for each in MINIMA if each <= reached), edition, counts)


def last_shown(states: Iterable[State]) -> dict[Leaf, datetime]:
    """When each leaf's votes were last shown in any version's norm: versions may read most answers alike."""
    found: dict[Leaf, datetime] = {}
    for state in states:
        for leaf, taken in state.leaves.items():
            found[leaf] = max(taken.at, found.get(leaf, taken.at))
    return found


def released(last: State, tally: Tally, edition: tuple[int, datetime], minimum: int = QUARTILES) -> State:
    """What may be released of these votes, after what was released last; of an edition, number and cut-off.

    Every block holds at least ``minimum`` organisations without any one tenant's, or ``COUNTS`` where all
    of a kind of assessor are one.
    """
    cells: set[Cell] = set()
    leaves = dict(last.leaves)
    kinds: dict[str, dict[Leaf, Block]] = {}
    for leaf in {*last.leaves, *tally}:
        kinds.setdefault(leaf.assessor, {})[leaf] = Block.of(leaf, tally.get(leaf))
    for assessor, single in kinds.items():
        own = {cell for cell in last.cells if cell.assessor == assessor}
        layout = Layout(single, own, COUNTS, minimum)
        layout.shed()
        layout.grow()
        cells |= layout.cells
        held = layout.held()
        for block in layout.blocks.values() if layout.cells else ():
            changing = union(single[leaf] for leaf in block.leaves if block.is_new or leaf not in held)
            kept = _voters(
                last.leaves[leaf] for leaf in block.leaves - changing.leaves if leaf in last.leaves
            )
            if changing.is_fresh and without_any(changing.votes + kept) >= layout.needed:
                for leaf in changing.leaves:
                    leaves[leaf] = _taken(edition, tally.get(leaf))
    return State(cells, leaves)


def _voters(taken: Iterable[Taken]) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in taken:
        found.update(each.tenants)
    return found


def _taken(edition: tuple[int, datetime], group: Group | None) -> Taken:
    return Taken(*edition, group.counts, group.tenants) if group else Taken(*edition, lattice.empty(), {})
