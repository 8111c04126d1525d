"""The release rule: which cells of a norm may be published, and when their figures may change.

Published cells divide the leaves into blocks: leaves that lie in the same published cells. Every block must
be large enough even without its two largest owners, and its votes are published anew only if enough of them
are fresh. Any sum or difference of published figures of all editions then still contains, in the last block
that it counts, at least five votes never published before, whatever two owners know or have invented.

A rule on single cells is not enough: three published children and their parent disclose the fourth child.
Nor is a rule on what changed between two editions: five votes arrive, and a year later four of them expire
at once.

An owner's votes beyond its share of a block are counted in no cell at all: what is published remains one
choice of votes, divided into blocks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import Struct, field

from service.norms import lattice
from service.norms.blocks import Block, union
from service.norms.cohorts import Cell, Leaf, by_cell
from service.norms.lattice import Counts
from service.norms.layout import Layout
from service.norms.selection import counted_leaves
from service.norms.shares import VotesByOwner, independent_votes
from service.norms.tally import LeafTally, Tally

# Fewest organisations for publishing a count, a median, and quartiles and percentiles.
COUNTS, MEDIANS, QUARTILES = 5, 10, 20
MINIMA = (COUNTS, MEDIANS, QUARTILES)
_MILLISECOND = timedelta(milliseconds=1)


class PublishedLeaf(Struct, frozen=True):
    """The votes of a leaf as last published, by which edition, with votes by owner.

    ``cut_off`` is just after the newest vote of the leaf then: later votes are in no figure yet, whatever a
    clock said. Stored in the database under the names of its fields.
    """

    edition: int
    cut_off: datetime = field(name="at")
    counts: Counts
    owners: VotesByOwner


class Figures(Struct, frozen=True):
    """The figures of a published cell: counts on the lattice and the edition in which they last changed.

    ``minimum`` is the greatest of ``MINIMA`` that the cell's independent votes reach: it decides which
    figures may be shown. Stored in the database under the names of its fields.
    """

    minimum: int
    edition: int
    counts: Counts


class State(Struct):
    """What is published of one version's norm; carried from edition to edition and disclosed to nobody."""

    cells: set[Cell]
    leaves: dict[Leaf, PublishedLeaf]

    def figures(self) -> Iterator[tuple[Cell, Figures]]:
        """The figures of every published cell: the sums over its leaves as each was last published."""
        for cell, leaves in by_cell(self.leaves).items():
            if cell in self.cells:
                published = [self.leaves[leaf] for leaf in leaves]
                counts = lattice.empty()
                for leaf in published:
                    lattice.add(counts, leaf.counts)
                votes = _votes_by_owner(published)
                minimum = max(each for each in MINIMA if independent_votes(votes, each) >= each)
                yield cell, Figures(minimum, max(leaf.edition for leaf in published), counts)


def last_published(states: Iterable[State]) -> dict[Leaf, datetime]:
    """When each leaf's votes were last published by any version: versions read most answers alike."""
    cut_offs: dict[Leaf, datetime] = {}
    for state in states:
        for leaf, published in state.leaves.items():
            cut_offs[leaf] = max(published.cut_off, cut_offs.get(leaf, published.cut_off))
    return cut_offs


def next_state(last: State, tally: Tally, edition: int, minimum: int = QUARTILES) -> State:
    """Apply the release rule to the current votes, after what the version published last; number an edition.

    Every block keeps at least ``minimum`` independent votes, or ``COUNTS`` where the root alone is published
    of a kind of assessor.
    """
    cells: set[Cell] = set()
    leaves = dict(last.leaves)
    for assessor, blocks in _blocks_by_assessor(last, tally).items():
        last_cells = {cell for cell in last.cells if cell.assessor == assessor}
        layout = Layout(blocks, last_cells, root_minimum=COUNTS, minimum=minimum)
        layout.remove_weak_cells()
        layout.add_cells()
        cells |= layout.cells
        for changing, beside in _parts_to_publish(layout, blocks, last):
            counted = counted_leaves(tally, changing.leaves, changing.counted(beside))
            for leaf, votes in counted.items():
                cut_off = _cut_off(tally.get(leaf), last.leaves.get(leaf))
                leaves[leaf] = PublishedLeaf(edition, cut_off, votes.counts, votes.owners)
    return State(cells, leaves)


def _blocks_by_assessor(last: State, tally: Tally) -> dict[str, dict[Leaf, Block]]:
    """By kind of assessor, every leaf published or voted in, as a block of its own."""
    blocks: dict[str, dict[Leaf, Block]] = {}
    for leaf in {*last.leaves, *tally}:
        blocks.setdefault(leaf.assessor, {})[leaf] = Block.of(leaf, tally.get(leaf))
    return blocks


class _Part(NamedTuple):
    """The leaves of a block that are published anew, and the votes by owner that stay published beside."""

    changing: Block
    beside: VotesByOwner


def _parts_to_publish(layout: Layout, blocks: Mapping[Leaf, Block], last: State) -> Iterator[_Part]:
    """The parts whose votes are published anew: the leaves of a part change together, or not at all."""
    withheld = layout.withheld_leaves()
    for block in layout.blocks.values() if layout.cells else ():
        changing = union(blocks[leaf] for leaf in block.leaves if block.is_new or leaf not in withheld)
        others = block.leaves - changing.leaves
        beside = _votes_by_owner(last.leaves[leaf] for leaf in others if leaf in last.leaves)
        if changing.is_fresh_enough(beside) and changing.is_large_enough(layout.required_votes, beside):
            yield _Part(changing, beside)


def _votes_by_owner(published: Iterable[PublishedLeaf]) -> Counter[str]:
    votes: Counter[str] = Counter()
    for leaf in published:
        votes.update(leaf.owners)
    return votes


def _cut_off(tally: LeafTally | None, last: PublishedLeaf | None) -> datetime:
    """Just after the newest vote of a leaf, published now or before."""
    cut_offs = [] if last is None else [last.cut_off]
    return max(cut_offs if tally is None else [*cut_offs, tally.newest + _MILLISECOND])
