"""How far a long command has come, on standard error where a person waits; nothing in a pipe or a log."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

T = TypeVar("T")


def counted(items: Iterable[T], words: str, total: int | None = None) -> Iterator[T]:
    """Yield the items, showing how many have passed, out of ``total`` if that is known."""
    with _progress(BarColumn(), MofNCompleteColumn()) as progress:
        yield from progress.track(items, total=total, description=words)


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Show that something goes on, and for how long, until the block is left."""
    with _progress() as progress:
        progress.add_task(words, total=None)
        yield


def _progress(*columns: BarColumn | MofNCompleteColumn) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        *columns,
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        # Else what the command prints meanwhile would go to standard error too.
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not sys.stderr.isatty(),
    )
