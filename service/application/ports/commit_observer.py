"""The port that watches commits, for metrics."""

from typing import Protocol


class CommitObserver(Protocol):
    """Called from the committing thread after each batch."""

    def committed(self, jobs: int, failed: int, seconds: float) -> None:
        """Record a batch: how many jobs it had, how many of them failed, and how long it took."""
        ...
