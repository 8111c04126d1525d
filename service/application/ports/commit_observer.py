"""The port by which the store tells what it committed."""

from typing import Protocol


class CommitObserver(Protocol):
    """Whoever watches the store write."""

    def committed(self, jobs: int, failed: int, seconds: float) -> None:
        """Note a batch: how many requests it held, how many of them failed, and how long it took."""
        ...
