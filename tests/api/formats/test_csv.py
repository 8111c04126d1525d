"""Cells of CSV: no text is taken for a formula, no number is changed, every text comes back."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.formats.csv import FRENCH, PLAIN, Dialect, guarded, table


def read_cells(written: bytes, separator: str = ",") -> list[str]:
    return [row[0] for row in csv.reader(io.StringIO(written.decode(), newline=""), delimiter=separator)][1:]


def apostrophes_off(text: str) -> str:
    """The recipe of the pages."""
    return re.sub(r"(^|[,;\t\r\n])'", r"\1", text)


BLANKS = [
    "",
    " ",
    "\u00a0",
    "\u3000",
    "\u2009",
    "\ufeff",
    "\u200b",
    "\u2060",
    "\t",
    "\r",
    "\n",
    "\x85",
    "\u2028",
    "\x00",
]
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\u2212"


@pytest.mark.parametrize("dialect", [PLAIN, FRENCH])
@pytest.mark.parametrize("blank", [*BLANKS, " \u00a0\t"])
def test_no_cell_of_a_table_is_a_formula(dialect: Dialect, blank: str) -> None:
    formulas = [f'{blank}{sign}cmd|" /c calc"!A1' for sign in SIGNS]
    for formula, cell in zip(
        formulas, read_cells(table(["a"], [[f] for f in formulas], dialect)), strict=True
    ):
        assert cell[0] == "'"
        assert apostrophes_off(cell) == formula
    # Read with the other separator, a text falls into cells: none of these is a formula either.
    for separator in ",;\t\n":
        for sign in SIGNS:
            inner = f"shop{separator}{blank}{sign}1+1"
            assert guarded(inner).startswith(f"shop{separator}'")
            assert apostrophes_off(guarded(inner)) == inner


def test_what_is_no_formula_stays_as_it_is() -> None:
    texts = [
        "-1", "+3.5", "-2,75", "005880596", "NA", "v2026.1", "shop-17", "d'accord", "l'été, 'hier'", "a=b",
        "é", "a|-b", "x@example.org", "2026-11-22", "01a202e3-0c00-7000-8000-000000000017", "/a/b", "", "…",
    ]  # fmt: skip
    assert [guarded(text) for text in texts] == texts
    assert table(["a"], [[-1], [-0.5], [True]]) == b"a\r\n-1\r\n-0.5\r\ntrue\r\n"
    assert table(["a"], [[-1], [-0.5], [True]], FRENCH).decode() == "\ufeffa\r\n-1\r\n-0,5\r\nVRAI\r\n"


@given(st.text(st.sampled_from("=+-@'\t\n\r ,;a1.\u00a0\ufeff\uff1d"), max_size=12))
def test_a_text_comes_back_when_its_apostrophe_is_taken_off(text: str) -> None:
    assert apostrophes_off(guarded(text)) == text
