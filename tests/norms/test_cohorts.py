"""Cohorts: an organisation is in the cells that it falls back to, and in no other."""

from itertools import product

from service.norms.cohorts import Leaf, cells_of

SECTIONS, SIZES, COUNTRIES = ("", "C", "G"), ("", "micro", "large"), ("DE", "FR")
LEAVES = [Leaf("self", *place) for place in product(SECTIONS, SIZES, COUNTRIES)]


def test_a_cell_has_the_leaves_that_it_contains() -> None:
    for cell in {cell for leaf in LEAVES for cell in cells_of(leaf)}:
        inside = {leaf for leaf in LEAVES if cell in cells_of(leaf)}
        assert inside == {leaf for leaf in LEAVES if cell.contains(leaf)}, cell


def test_whose_size_is_unknown_is_in_no_cell_of_a_size_or_a_country() -> None:
    rungs = {cell.rung for cell in cells_of(Leaf("self", "G", "", "FR"))}
    assert rungs == {"nace_section", "all"}
