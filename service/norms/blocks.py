"""Blocks: leaves that lie in the same released cells, and how released cells are chosen so that each is safe.

Whatever is added and subtracted of what one edition releases is about whole blocks. Imports the tally and
the cohorts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush

from msgspec import Struct

from service.norms.cohorts import Cell, Leaf, by_cell, cells_of
from service.norms.tally import By, Group

# New figures are shown only where at least so many of the votes were in no figure before.
FEWEST_FRESH = 5
_FINEST_FIRST = ("section_size_country", "section_size", "size", "section", "all")
_TRIED = ("all", "section", "section_size", "section_size_country", "size")
Signature = frozenset[Cell]


def without_any(by: Mapping[str, int]) -> int:
    """How many are left without those of the tenant that has most."""
    return sum(by.values()) - max(by.values(), default=0)


class Block(Struct):
    """Leaves that are shown together, their votes and those never shown before, both by tenant.

    ``is_new`` where it was cut out of a larger one now: it must then be shown anew.
    """

    leaves: set[Leaf]
    votes: Counter[str]
    fresh: Counter[str]
    is_new: bool = False

    @classmethod
    def of(cls, leaf: Leaf, group: Group | None) -> "Block":
        """A leaf alone; nobody votes where there is no group."""
        nobody: By = {}
        return cls(
            {leaf}, Counter(group.tenants if group else nobody), Counter(group.fresh if group else nobody)
        )

    def add(self, other: "Block") -> None:
        """Take another block's leaves in."""
        self.leaves |= other.leaves
        self.votes.update(other.votes)
        self.fresh.update(other.fresh)

    def without(self, part: "Block") -> "Block":
        """What is left without a part."""
        return Block(self.leaves - part.leaves, self.votes - part.votes, self.fresh - part.fresh)

    @property
    def size(self) -> int:
        """How many votes it has without any one tenant's."""
        return without_any(self.votes)

    @property
    def is_fresh(self) -> bool:
        """Whether enough of its votes were never shown, without any one tenant's too."""
        return without_any(self.fresh) >= FEWEST_FRESH


def union(blocks: Iterable[Block]) -> Block:
    """One block of all."""
    found = Block(set(), Counter(), Counter())
    for each in blocks:
        found.add(each)
    return found


class Layout:
    """The released cells of one kind of assessor and the blocks that they make, while an edition is decided.

    ``least`` is for a root that stands alone, ``minimum`` for every block once cells divide it.
    """

    def __init__(self, leaves: Mapping[Leaf, Block], cells: set[Cell], least: int, minimum: int) -> None:
        self._single = leaves
        self._least = least
        self._minimum = minimum
        self._leaves_in = by_cell(leaves)
        self.cells = cells
        self.blocks: dict[Signature, Block] = self._parts(leaves)
        # Of a signature, the cells that would make it a block's if they were added to it.
        self._above: dict[Signature, set[Cell]] = {}
        # Cells that are large enough, and wait for fresh votes on both sides of what they would divide.
        self._waiting: list[Cell] = []

    @property
    def needed(self) -> int:
        """How many votes each block must have without any one tenant's."""
        return self._least if len(self.cells) == 1 else self._minimum

    def shed(self) -> None:
        """Take cells away until every block is large enough; that of the least leaf first."""
        for signature in self.blocks:
            self._link(signature)
        weak = [self._ranked(signature) for signature in self.blocks if self._is_weak(signature)]
        heapify(weak)
        while weak:
            _, signature = heappop(weak)
            # It may be one with another by now.
            if self._is_weak(signature):
                merged = self._discard(self._to_merge(signature))
                for each in filter(self._is_weak, {signature, *merged}):
                    heappush(weak, self._ranked(each))

    def grow(self) -> None:
        """Add the cells that may be added: coarse ones first, and larger ones before smaller ones."""
        sizes = {
            cell: sum(self._single[leaf].votes.total() for leaf in leaves)
            for cell, leaves in self._leaves_in.items()
            if cell not in self.cells
        }
        able = [cell for cell, votes in sizes.items() if votes >= (self._minimum if cell != cell.root else 0)]
        for cell in sorted(able, key=lambda cell: (_TRIED.index(cell.rung), -sizes[cell], cell)):
            if cell == cell.root:
                self._open(cell)
            elif self.cells:
                self._add(cell)

    def held(self) -> set[Leaf]:
        """Leaves whose votes wait, so that a cell that is large enough can be shown once it has fresh ones.

        Were they shown with their block each time, a cell that grows slowly would never have enough of them.
        """
        found: set[Leaf] = set()
        for cell in self._waiting:
            for _, part, rest in self._cut(cell):
                if min(part.size, rest.size) >= self._minimum:
                    found |= min(part, rest, key=lambda side: side.size).leaves
        return found

    def _signature(self, leaf: Leaf) -> Signature:
        return frozenset(cell for cell in cells_of(leaf) if cell in self.cells)

    def _ranked(self, signature: Signature) -> tuple[Leaf, Signature]:
        return min(self.blocks[signature].leaves), signature

    def _is_weak(self, signature: Signature) -> bool:
        block = self.blocks.get(signature)
        return bool(signature) and block is not None and block.size < self.needed

    def _to_merge(self, weak: Signature) -> Cell:
        """The finest cell without which a block is one with another, or else its own finest."""
        own = [cell for cell in weak if weak - {cell} in self.blocks]
        able: list[Cell] = [*own, *self._above.get(weak, ())]
        # The root goes last.
        able = able or [*(weak - {cell.root for cell in weak})] or [*self.cells]
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
                whole.add(part)
        return [signature - {cell} for signature in inside]

    def _link(self, signature: Signature) -> None:
        for cell in signature:
            self._above.setdefault(signature - {cell}, set()).add(cell)

    def _unlink(self, signature: Signature) -> None:
        for cell in signature:
            self._above[signature - {cell}].discard(cell)

    def _open(self, root: Cell) -> None:
        """Show the root, of which nothing was shown in the last edition."""
        (whole,) = self.blocks.values()
        if whole.size >= self._least and whole.is_fresh:
            self.cells.add(root)
            whole.is_new = True
            self.blocks = {frozenset({root}): whole}

    def _add(self, cell: Cell) -> None:
        """Add a cell if both sides of every block that it divides are large enough and have fresh votes."""
        cut = list(self._cut(cell))
        sides = [side for _, *both in cut for side in both if side.leaves]
        if any(side.size < self._minimum for side in sides):
            return
        if not all(part.is_fresh and rest.is_fresh for _, part, rest in cut if rest.leaves):
            self._waiting.append(cell)
            return
        self.cells.add(cell)
        for signature, part, rest in cut:
            whole = self.blocks.pop(signature)
            if rest.leaves:
                self.blocks[signature] = rest
            part.is_new = rest.is_new = whole.is_new or bool(rest.leaves)
            self.blocks[signature | {cell}] = part

    def _cut(self, cell: Cell) -> Iterator[tuple[Signature, Block, Block]]:
        """What is inside and outside of a cell, of each block that it meets."""
        for signature, part in self._parts(self._leaves_in[cell]).items():
            yield signature, part, self.blocks[signature].without(part)

    def _parts(self, leaves: Iterable[Leaf]) -> dict[Signature, Block]:
        """What these leaves, such as those of a cell, cut out of each block."""
        found: dict[Signature, list[Block]] = {}
        for leaf in leaves:
            found.setdefault(self._signature(leaf), []).append(self._single[leaf])
        return {signature: union(blocks) for signature, blocks in found.items()}
