"""The choice of published cells that keeps every block of leaves safe."""

from collections.abc import Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush

from service.norms.blocks import Block, Signature, Split, union
from service.norms.cohorts import Cell, Leaf, by_cell, cells_of

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


class Layout:
    """The published cells of one kind of assessor and their blocks, while an edition is decided.

    A root that is published alone needs ``root_minimum`` independent votes, every block of several cells
    ``minimum``. ``leaf_blocks`` are the leaves as blocks of their own.
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
        """The number of independent votes that every block needs."""
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
                parts = (split.inside, split.outside)
                if all(part.is_large_enough(self._minimum) for part in parts):
                    withheld |= min(parts, key=lambda part: part.votes.total()).leaves
        return withheld

    def _signature(self, leaf: Leaf) -> Signature:
        return frozenset(cell for cell in cells_of(leaf) if cell in self.cells)

    def _heap_entry(self, signature: Signature) -> tuple[Leaf, Signature]:
        return min(self.blocks[signature].leaves), signature

    def _is_weak(self, signature: Signature) -> bool:
        block = self.blocks.get(signature)
        return bool(signature) and block is not None and not block.is_large_enough(self.required_votes)

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
        if whole.is_large_enough(self._root_minimum) and whole.is_fresh_enough():
            self.cells.add(root)
            whole.is_new = True
            self.blocks = {frozenset({root}): whole}

    def _add(self, cell: Cell) -> None:
        """Add a cell if both sides of every block that it splits are large and fresh enough."""
        splits = list(self._splits(cell))
        parts = [part for split in splits for part in (split.inside, split.outside) if part.leaves]
        if not all(part.is_large_enough(self._minimum) for part in parts):
            return
        if not all(
            split.inside.is_fresh_enough() and split.outside.is_fresh_enough()
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
