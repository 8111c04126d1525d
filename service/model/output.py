"""What every part of an answer has in common: it is immutable and every member is required."""

from typing import Annotated

from msgspec import Meta, Struct

Claims = tuple[str, ...]
AssessmentId = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        description="A version 7 UUID: ids sort by the time at which they were made.",
    ),
]
Timestamp = Annotated[str, Meta(description="A moment in UTC, to the millisecond (RFC 3339).")]


class Output(Struct, frozen=True, gc=False):
    """A part of the answer: immutable, every member required."""


class Interval(Output, frozen=True):
    """The range that the unanswered questions leave open."""

    low: float
    high: float
