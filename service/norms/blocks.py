"""Blocks of leaves that lie in the same published cells, and the choice of cells that keeps every block safe.

Whatever is added to and subtracted from the figures of one edition is about whole blocks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from msgspec import Struct

from service.norms.cohorts import Cell, Leaf, by_cell, cells_of
from service.norms.tally import LeafTally

# Figures change only if at least so many of their votes were never published, without the largest tenant's.
_MIN_FRESH_VOTES = 5
_REMOVAL_ORDER = (
    "nace_section_size_class_country",
    "nace_section_size_class",
    "size_class",
    "nace_section",
    "all",
)
_ADDITION_ORDER = (
    "all",
    "nace_section",
    "nace_section_size_class",
    "nace_section_size_class_country",
    "size_class",
)
Signature = frozenset[Cell]
"""The published cells that a leaf lies in; the leaves of a block share it."""


def count_without_largest_tenant(votes: Mapping[str, int]) -> int:
    """The number of votes without those of the tenant that has most: that tenant could subtract its own."""
    return sum(votes.values()) - max(votes.values(), default=0)


class Block(Struct):
    """Leaves that are published together, with their votes and the fresh ones of these, both by tenant.

    ``is_new`` says that this edition split it off a larger block: its figures must then be published anew.
    """

    leaves: set[Leaf]
    votes: Counter[str]
    fresh: Counter[str]
    is_new: bool = False

    @classmethod
    def of(cls, leaf: Leaf, tally: LeafTally | None) -> "Block":
        """A block of one leaf; None is a leaf without current votes."""
        if tally is None:
            return cls({leaf}, Counter(), Counter())
        return cls({leaf}, Counter(tally.tenants), Counter(tally.fresh))

    def merge(self, other: "Block") -> None:
        """Add the leaves and votes of another block, in place."""
        self.leaves |= other.leaves
        self.votes.update(other.votes)
        self.fresh.update(other.fresh)

    def without(self, part: "Block") -> "Block":
        """The rest of the block without a part of it."""
        return Block(self.leaves - part.leaves, self.votes - part.votes, self.fresh - part.fresh)

    @property
    def size(self) -> int:
        """The number of its votes without those of its largest tenant."""
        return count_without_largest_tenant(self.votes)

    @property
    def has_enough_fresh_votes(self) -> bool:
        """Whether enough of its votes are fresh, not counting the tenant with the most fresh ones."""
        return count_without_largest_tenant(self.fresh) >= _MIN_FRESH_VOTES


class Split(NamedTuple):
    """A block divided by a cell: the part inside the cell and the rest outside, which may be empty."""

    signature: Signature
    inside: Block
    outside: Block


def union(blocks: Iterable[Block]) -> Block:
    """One block of the leaves and votes of all."""
    whole = Block(set(), Counter(), Counter())
    for block in blocks:
        whole.merge(block)
    return whole


class Layout:
    """The published cells of one kind of assessor and their blocks, while an edition is decided.

    A root that is published alone needs ``root_minimum`` votes without the largest tenant's, every block of
    several cells ``minimum``. ``leaf_blocks`` are the leaves as blocks of their own.
    """

    def __init__(
        self, leaf_blocks: Mapping[Leaf, Block], cells: set[Cell], *, root_minimum: int, minimum: int
    ) -> None:
        self._leaf_blocks = leaf_blocks
        self._root_minimum = root_minimum
        self._minimum = minimum
        self._leaves_in = by_cell(leaf_blocks)
        self.cells = cells
        self.blocks: dict[Signature, Block] = self._parts(leaf_blocks)
        # For each signature, the cells which added to it give the signature of a block.
        self._extensions: dict[Signature, set[Cell]] = {}
        # Cells that are large enough, but lack fresh votes on one side of a block that they would split.
        self._waiting: list[Cell] = []

    @property
    def required_votes(self) -> int:
        """The number of votes that every block needs without its largest tenant's."""
        return self._root_minimum if len(self.cells) == 1 else self._minimum

    def remove_weak_cells(self) -> None:
        """Remove cells until every block is large enough, starting with the block of the least leaf."""
        for signature in self.blocks:
            self._add_extensions(signature)
        weak = [self._heap_entry(signature) for signature in self.blocks if self._is_weak(signature)]
        heapify(weak)
        while weak:
            _, signature = heappop(weak)
            # An earlier removal may have merged it with another block.
            if self._is_weak(signature):
                merged = self._remove(self._cell_to_remove(signature))
                for candidate in filter(self._is_weak, {signature, *merged}):
                    heappush(weak, self._heap_entry(candidate))

    def add_cells(self) -> None:
        """Add every cell that may be added: coarse rungs first, and on a rung the cells with most votes."""
        votes_in = {
            cell: sum(self._leaf_blocks[leaf].votes.total() for leaf in leaves)
            for cell, leaves in self._leaves_in.items()
            if cell not in self.cells
        }
        candidates = [cell for cell, votes in votes_in.items() if cell == cell.root or votes >= self._minimum]
        for cell in sorted(
            candidates, key=lambda cell: (_ADDITION_ORDER.index(cell.rung), -votes_in[cell], cell)
        ):
            if cell == cell.root:
                self._add_root(cell)
            elif self.cells:
                self._add(cell)

    def withheld_leaves(self) -> set[Leaf]:
        """Leaves whose fresh votes are saved up for a cell that is large enough but not fresh enough yet.

        Were they published with their block each time, a cell that grows slowly would never have enough.
        """
        withheld: set[Leaf] = set()
        for cell in self._waiting:
            for split in self._splits(cell):
                if min(split.inside.size, split.outside.size) >= self._minimum:
                    withheld |= min(split.inside, split.outside, key=lambda part: part.size).leaves
        return withheld

    def _signature(self, leaf: Leaf) -> Signature:
        return frozenset(cell for cell in cells_of(leaf) if cell in self.cells)

    def _heap_entry(self, signature: Signature) -> tuple[Leaf, Signature]:
        return min(self.blocks[signature].leaves), signature

    def _is_weak(self, signature: Signature) -> bool:
        block = self.blocks.get(signature)
        return bool(signature) and block is not None and block.size < self.required_votes

    def _cell_to_remove(self, weak: Signature) -> Cell:
        """The finest cell whose removal merges a weak block with another, or else its own finest cell."""
        own = [cell for cell in weak if weak - {cell} in self.blocks]
        candidates: list[Cell] = [*own, *self._extensions.get(weak, ())]
        # The root is removed last.
        candidates = candidates or [*(weak - {cell.root for cell in weak})] or [*self.cells]
        return min(candidates, key=lambda cell: (_REMOVAL_ORDER.index(cell.rung), cell))

    def _remove(self, cell: Cell) -> list[Signature]:
        """Remove a cell; return the new signatures of the blocks that lay in it."""
        inside = {self._signature(leaf) for leaf in self._leaves_in[cell]}
        self.cells.discard(cell)
        for signature in inside:
            part = self.blocks.pop(signature)
            self._remove_extensions(signature)
            whole = self.blocks.setdefault(signature - {cell}, part)
            if whole is part:
                self._add_extensions(signature - {cell})
            else:
                whole.merge(part)
        return [signature - {cell} for signature in inside]

    def _add_extensions(self, signature: Signature) -> None:
        for cell in signature:
            self._extensions.setdefault(signature - {cell}, set()).add(cell)

    def _remove_extensions(self, signature: Signature) -> None:
        for cell in signature:
            self._extensions[signature - {cell}].discard(cell)

    def _add_root(self, root: Cell) -> None:
        """Publish the root if it is large and fresh enough; nothing of it was published last time."""
        (whole,) = self.blocks.values()
        if whole.size >= self._root_minimum and whole.has_enough_fresh_votes:
            self.cells.add(root)
            whole.is_new = True
            self.blocks = {frozenset({root}): whole}

    def _add(self, cell: Cell) -> None:
        """Add a cell if both sides of every block that it splits are large and fresh enough."""
        splits = list(self._splits(cell))
        parts = [part for split in splits for part in (split.inside, split.outside) if part.leaves]
        if any(part.size < self._minimum for part in parts):
            return
        if not all(
            split.inside.has_enough_fresh_votes and split.outside.has_enough_fresh_votes
            for split in splits
            if split.outside.leaves
        ):
            self._waiting.append(cell)
            return
        self.cells.add(cell)
        for signature, inside, outside in splits:
            whole = self.blocks.pop(signature)
            if outside.leaves:
                self.blocks[signature] = outside
            inside.is_new = outside.is_new = whole.is_new or bool(outside.leaves)
            self.blocks[signature | {cell}] = inside

    def _splits(self, cell: Cell) -> Iterator[Split]:
        """How a cell would split each block that it meets."""
        for signature, inside in self._parts(self._leaves_in[cell]).items():
            yield Split(signature, inside, self.blocks[signature].without(inside))

    def _parts(self, leaves: Iterable[Leaf]) -> dict[Signature, Block]:
        """The leaves grouped by signature: the part of each block that they make up."""
        groups: dict[Signature, list[Block]] = {}
        for leaf in leaves:
            groups.setdefault(self._signature(leaf), []).append(self._leaf_blocks[leaf])
        return {signature: union(blocks) for signature, blocks in groups.items()}
