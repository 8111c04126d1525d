"""What every part of an answer has in common: it is immutable and every member is required."""

from msgspec import Struct

Claims = tuple[str, ...]


class Output(Struct, frozen=True, gc=False):
    """A part of the answer: immutable, every member required."""


class Interval(Output, frozen=True):
    """The range that the unanswered questions leave open."""

    low: float
    high: float
