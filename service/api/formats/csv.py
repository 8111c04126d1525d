"""Tables as CSV (RFC 4180), for spreadsheets and BI tools, and as French spreadsheets read it.

A text that a spreadsheet could take for a formula gets an apostrophe. Imports nothing of Palier.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import Any

from msgspec import Struct

CSV = "text/csv"

Cell = str | int | float | bool | tuple[str, ...] | None

# What spreadsheets skip before a formula: white space, and characters without a width or a meaning.
_BLANK = r"[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*"
# The signs that begin a formula, and their forms in full width, which some spreadsheets take for them.
_SIGN = "[=+@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212-]"
# Most texts are codes, which are identifiers to Python; most others begin so and hold no separator.
_HARMLESS = re.compile(r"[0-9A-Za-z/][^,;\t\r\n]*\Z")
# A number is no formula: it would be guarded for nothing, and a key such as -1 would change.
_NUMBER = r"[+-]?[0-9]+(?:[.,][0-9]+)?\Z"
# A formula begins a cell; so does, for a reader of the other separator, what follows one within a text. An
# apostrophe there gets another one, so that taking one away gives every text back.
_FIRST = re.compile(rf"(?!{_NUMBER})(?:['\t\r\n]|{_BLANK}{_SIGN})")
_FURTHER = re.compile(rf"([,;\t\r\n])(?='|{_BLANK}{_SIGN})")


class Dialect(Struct, frozen=True, kw_only=True):
    """How a table is written: what stands before it and between its cells, and what its cells look like.

    ``written`` has a function for each type of cell that Python's writer would write otherwise.
    """

    mark: str = ""
    separator: str
    written: dict[type, Callable[[Any], str]]


def guarded(text: str) -> str:
    """Return a text with an apostrophe before whatever a spreadsheet could take for a formula."""
    if text.isidentifier() or _HARMLESS.match(text):
        return text
    return ("'" if _FIRST.match(text) else "") + _FURTHER.sub(r"\1'", text)


# Lists are separated by blanks, which no code and no tag contains.
_LISTS: dict[type, Callable[[Any], str]] = {str: guarded, tuple: " ".join}
PLAIN = Dialect(
    separator=",",
    written=_LISTS | {bool: {False: "false", True: "true"}.__getitem__},
)
# French spreadsheets separate cells by semicolons, since the comma is in their numbers, and need a byte order
# mark to read UTF-8.
FRENCH = Dialect(
    mark="\ufeff",
    separator=";",
    written=_LISTS
    | {
        bool: {False: "FAUX", True: "VRAI"}.__getitem__,
        float: lambda number: repr(number).replace(".", ","),
    },
)


def table(names: Sequence[str], rows: Iterable[Sequence[Cell]], dialect: Dialect = PLAIN) -> bytes:
    """A header line with the names of the columns, and then the rows."""
    return dialect.mark.encode() + lines([names, *rows], dialect)


def lines(rows: Iterable[Iterable[Cell]], dialect: Dialect = PLAIN) -> bytes:
    """Rows alone; None is an empty cell."""
    buffer, written = StringIO(), dialect.written
    csv.writer(buffer, delimiter=dialect.separator, lineterminator="\r\n").writerows(
        [written[type(cell)](cell) if type(cell) in written else cell for cell in row] for row in rows
    )
    return buffer.getvalue().encode()
