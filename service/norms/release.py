"""The release rule: which cells a norm may show, and when their figures may change.

Released cells divide the leaves into blocks: leaves that lie in the same released cells. Whatever is added
and subtracted of what is released is about whole blocks. So every block must be large enough, without any
one tenant too, and its votes may be shown anew only where enough of them changed since each earlier time.
A rule on each cell alone fails: three released children and their parent show the fourth. Imports the
tally and the cohorts.
"""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from msgspec import Struct

from service.norms import lattice
from service.norms.changes import Taken, Weight, weight_of
from service.norms.cohorts import Cell, Leaf, by_cell, cells_of
from service.norms.lattice import Counts
from service.norms.tally import Group, Tally

_FINEST_FIRST = ("section_size_country", "section_size", "size", "section", "all")
_TRIED = ("all", "section", "section_size", "section_size_country", "size")
Signature = frozenset[Cell]


class State(Struct):
    """What is released of one norm at one minimum, kept between editions and shown to nobody.

    ``leaves`` holds, by edition, the votes of a leaf whenever they were taken anew to be released.
    """

    cells: set[Cell]
    leaves: dict[Leaf, dict[int, Taken]]

    def counts(self) -> dict[Cell, Counts]:
        """The counts of every released cell: those of its leaves, as each was last taken."""
        found = {cell: lattice.empty() for cell in self.cells}
        for leaf, taken in self.leaves.items():
            for cell in cells_of(leaf):
                if cell in found:
                    lattice.add(found[cell], taken[max(taken)].counts)
        return found


class Block(Struct):
    """Leaves that lie in the same released cells, and what they weigh together."""

    leaves: set[Leaf]
    weight: Weight


def released(last: State, tally: Tally, minimum: int, edition: int) -> State:
    """What may be released in this edition of these votes, after what was released last.

    Every figure released is about at least ``minimum`` organisations, without any one tenant too.
    """
    editions = sorted({each for taken in last.leaves.values() for each in taken})
    weights = {
        leaf: weight_of(tally.get(leaf), last.leaves.get(leaf, {}), editions)
        for leaf in sorted({*last.leaves, *tally})
    }
    layout = _Layout(weights, set(last.cells), minimum)
    layout.shed()
    layout.grow()
    leaves = dict(last.leaves)
    for signature, block in layout.blocks.items():
        if signature and block.weight.may_change:
            for leaf in block.leaves:
                last_taken = leaves.get(leaf, {})
                # Other votes may come to the same counts, and are another state to be compared with later.
                if not last_taken or weights[leaf].changes[editions[-1]]:
                    leaves[leaf] = {**last_taken, edition: _taken(tally.get(leaf))}
    return State(layout.cells, leaves)


def _taken(group: Group | None) -> Taken:
    return Taken(list(group.counts), dict(group.tenants)) if group else Taken(lattice.empty(), {})


class _Layout:
    """Released cells and the blocks that they make, while an edition is being decided."""

    def __init__(self, weights: dict[Leaf, Weight], cells: set[Cell], minimum: int) -> None:
        self._weights = weights
        self._minimum = minimum
        self._leaves_in = by_cell(weights)
        self.cells = cells
        self.blocks: dict[Signature, Block] = self._parts(weights)
        # Of a signature, the cells that would make it a block's if they were added to it.
        self._above: dict[Signature, set[Cell]] = {}

    def shed(self) -> None:
        """Take cells away until every block that may change is large enough; that of the least leaf first."""
        for signature in self.blocks:
            self._link(signature)
        weak = [self._ranked(signature) for signature in self.blocks if self._is_weak(signature)]
        heapify(weak)
        while weak:
            _, signature = heappop(weak)
            # It may be one with another by now.
            if self._is_weak(signature):
                for merged in filter(self._is_weak, self._discard(self._to_merge(signature))):
                    heappush(weak, self._ranked(merged))

    def grow(self) -> None:
        """Add the cells that may be added: coarse ones first, and larger ones before smaller ones."""
        sizes = {
            cell: sum(self._weights[leaf].votes.total() for leaf in leaves)
            for cell, leaves in self._leaves_in.items()
            if cell not in self.cells
        }
        able = [cell for cell, votes in sizes.items() if votes >= self._minimum]
        for cell in sorted(able, key=lambda cell: (_TRIED.index(cell.rung), -sizes[cell], cell)):
            self._add(cell)

    def _signature(self, leaf: Leaf) -> Signature:
        return frozenset(cell for cell in cells_of(leaf) if cell in self.cells)

    def _ranked(self, signature: Signature) -> tuple[Leaf, Signature]:
        return min(self.blocks[signature].leaves), signature

    def _is_weak(self, signature: Signature) -> bool:
        block = self.blocks.get(signature)
        return bool(signature and block and block.weight.may_change and not self._may_stand(block.weight))

    def _to_merge(self, weak: Signature) -> Cell:
        """The finest cell without which a block is one with another, or else its own finest."""
        own = [cell for cell in weak if weak - {cell} in self.blocks]
        able: list[Cell] = [*own, *self._above.get(weak, ())] or list(weak)
        return min(able, key=lambda cell: (_FINEST_FIRST.index(cell.rung), cell))

    def _discard(self, cell: Cell) -> list[Signature]:
        """Take a cell away; return the signatures of the blocks that lay in it."""
        inside = {self._signature(leaf) for leaf in self._leaves_in[cell]}
        self.cells.discard(cell)
        for signature in inside:
            part = self.blocks.pop(signature)
            self._unlink(signature)
            whole = self.blocks.setdefault(signature - {cell}, part)
            if whole is part:
                self._link(signature - {cell})
            else:
                whole.leaves |= part.leaves
                whole.weight.add(part.weight)
        return [signature - {cell} for signature in inside]

    def _link(self, signature: Signature) -> None:
        for cell in signature:
            self._above.setdefault(signature - {cell}, set()).add(cell)

    def _unlink(self, signature: Signature) -> None:
        for cell in signature:
            self._above[signature - {cell}].discard(cell)

    def _add(self, cell: Cell) -> None:
        """Add a cell if both sides of every block that it divides may stand alone."""
        if cell != cell.root and cell.root not in self.cells:
            return
        inside = self._parts(self._leaves_in[cell])
        for signature, part in inside.items():
            whole = self.blocks[signature]
            if not self._may_stand(part.weight) or (
                len(part.leaves) < len(whole.leaves)
                and not self._may_stand(whole.weight.without(part.weight))
            ):
                return
        self.cells.add(cell)
        for signature, part in inside.items():
            whole = self.blocks.pop(signature)
            self.blocks[signature | {cell}] = part
            if len(part.leaves) < len(whole.leaves):
                rest = Block(whole.leaves - part.leaves, whole.weight.without(part.weight))
                self.blocks[signature] = rest

    def _parts(self, leaves: Iterable[Leaf]) -> dict[Signature, Block]:
        """What these leaves, such as those of a cell, cut out of each block."""
        found: dict[Signature, Block] = {}
        for leaf in leaves:
            part = found.setdefault(self._signature(leaf), Block(set(), Weight.nothing()))
            part.leaves.add(leaf)
            part.weight.add(self._weights[leaf])
        return found

    def _may_stand(self, weight: Weight) -> bool:
        return weight.may_change and weight.votes_without_any >= self._minimum
