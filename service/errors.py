"""Everything that can go wrong for a reason that we can name: one tree, mapped to HTTP in one table.

A message says what is wrong and where; ``hint`` says what to do next.
"""

from msgspec import Struct


class Fault(Struct, frozen=True):
    """One fault in what a caller sent: where (JSON pointer), which kind, and what is wrong."""

    pointer: str
    code: str
    detail: str


class PalierError(Exception):
    """Base of every error that Palier raises on purpose."""

    hint: str | None = None


class InvalidInput(PalierError):
    """What the caller sent does not fit the contract; ``faults`` names every fault at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in faults))


class NotFound(PalierError):
    """The thing asked for does not exist, or belongs to somebody else: the answer is the same."""


class InvalidPack(PalierError):
    """A methodology pack contradicts itself; ``problems`` lists every contradiction found."""

    def __init__(self, version: str, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(f"methodology {version}: " + "; ".join(problems))
