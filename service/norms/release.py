"""The release rule: which cells of a norm may be published, and when their figures may change.

Published cells divide the leaves into blocks: leaves that lie in the same published cells. Every block must
be large enough even without its largest tenant, and its votes are published anew only if enough of them are
fresh. Any sum or difference of published figures of all editions then still contains, in the last block that
it counts, at least five votes never published before.

A rule on single cells is not enough: three published children and their parent disclose the fourth child.
Nor is a rule on what changed between two editions: five votes arrive, and a year later four of them expire
at once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct, field

from service.norms import lattice
from service.norms.blocks import Block, Layout, count_without_largest_tenant, union
from service.norms.cohorts import Cell, Leaf, by_cell
from service.norms.lattice import Counts
from service.norms.tally import Tally, VotesByTenant

# Fewest organisations for publishing a count, a median, and quartiles and percentiles.
COUNTS, MEDIANS, QUARTILES = 5, 10, 20
MINIMA = (COUNTS, MEDIANS, QUARTILES)


class EditionCutOff(NamedTuple):
    """An edition's number, counted over all versions, and its cut-off: votes made before it count."""

    number: int
    cut_off: datetime


class PublishedLeaf(Struct, frozen=True):
    """The votes of a leaf as last published, by which edition with which cut-off, with votes by tenant.

    Stored in the database under the names of its fields.
    """

    edition: int
    cut_off: datetime = field(name="at")
    counts: Counts
    tenants: VotesByTenant


class Figures(Struct, frozen=True):
    """The figures of a published cell: counts on the lattice and the edition in which they last changed.

    ``minimum`` is the greatest of ``MINIMA`` that the cell reaches without its largest tenant: it decides
    which figures may be shown. Stored in the database under the names of its fields.
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
                votes = count_without_largest_tenant(_votes_by_tenant(published))
                minimum = max(minimum for minimum in MINIMA if minimum <= votes)
                yield cell, Figures(minimum, max(leaf.edition for leaf in published), counts)


def last_published(states: Iterable[State]) -> dict[Leaf, datetime]:
    """When each leaf's votes were last published by any version: versions read most answers alike."""
    cut_offs: dict[Leaf, datetime] = {}
    for state in states:
        for leaf, published in state.leaves.items():
            cut_offs[leaf] = max(published.cut_off, cut_offs.get(leaf, published.cut_off))
    return cut_offs


def next_state(last: State, tally: Tally, edition: EditionCutOff, minimum: int = QUARTILES) -> State:
    """Apply the release rule to the current votes, after what the version published last.

    Every block keeps at least ``minimum`` organisations without its largest tenant, or ``COUNTS`` where the
    root alone is published of a kind of assessor.
    """
    cells: set[Cell] = set()
    leaves = dict(last.leaves)
    for assessor, blocks in _blocks_by_assessor(last, tally).items():
        last_cells = {cell for cell in last.cells if cell.assessor == assessor}
        layout = Layout(blocks, last_cells, root_minimum=COUNTS, minimum=minimum)
        layout.remove_weak_cells()
        layout.add_cells()
        cells |= layout.cells
        for leaf in _leaves_to_publish(layout, blocks, last):
            leaves[leaf] = _published_leaf(edition, tally, leaf)
    return State(cells, leaves)


def _blocks_by_assessor(last: State, tally: Tally) -> dict[str, dict[Leaf, Block]]:
    """By kind of assessor, every leaf published or voted in, as a block of its own."""
    blocks: dict[str, dict[Leaf, Block]] = {}
    for leaf in {*last.leaves, *tally}:
        blocks.setdefault(leaf.assessor, {})[leaf] = Block.of(leaf, tally.get(leaf))
    return blocks


def _leaves_to_publish(layout: Layout, blocks: Mapping[Leaf, Block], last: State) -> Iterator[Leaf]:
    """The leaves whose votes are published anew: those of a block change together, or not at all."""
    withheld = layout.withheld_leaves()
    for block in layout.blocks.values() if layout.cells else ():
        changing = union(blocks[leaf] for leaf in block.leaves if block.is_new or leaf not in withheld)
        unchanged = _votes_by_tenant(
            last.leaves[leaf] for leaf in block.leaves - changing.leaves if leaf in last.leaves
        )
        votes = count_without_largest_tenant(changing.votes + unchanged)
        if changing.has_enough_fresh_votes and votes >= layout.required_votes:
            yield from changing.leaves


def _votes_by_tenant(published: Iterable[PublishedLeaf]) -> Counter[str]:
    votes: Counter[str] = Counter()
    for leaf in published:
        votes.update(leaf.tenants)
    return votes


def _published_leaf(edition: EditionCutOff, tally: Tally, leaf: Leaf) -> PublishedLeaf:
    votes = tally.get(leaf)
    if votes is None:
        return PublishedLeaf(edition.number, edition.cut_off, lattice.empty(), {})
    return PublishedLeaf(edition.number, edition.cut_off, votes.counts, votes.tenants)
