"""Compares rows that another program has read with those of the export."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]
TIMES = ("created_at", "changed_at")


def differences(found: list[Row], expected: list[Row]) -> Iterator[str]:
    """Yield each cell that differs in its value or in the kind of its type."""
    if len(found) != len(expected):
        yield f"{len(found)} rows in place of {len(expected)}"
    for row, right in zip(found, expected, strict=False):
        for name, value in right.items():
            if name not in row or not is_same(name, row[name], value):
                yield f"{name} of {right['reference']!r} is {row.get(name)!r} in place of {value!r}"


def is_same(name: str, found: Any, right: Any) -> bool:
    """Whether a cell is the same, of a type that can be computed with."""
    if right is None or right == []:
        # A list without items is nothing to some.
        return found is None or found == [] or bool(found != found)
    if name in TIMES:
        return found is not None and _time(found) == _time(right)
    if isinstance(right, bool | str | list):
        return type(found) is type(right) and bool(found == right)
    return type(found) in (int, float) and bool(found == right)


def _time(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def apostrophes_off(text: str) -> str:
    """A text of a CSV without what keeps it from being a formula, as the pages say."""
    return re.sub(r"(^|[,;])'", r"\1", text)
