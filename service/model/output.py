"""The base of everything that is answered: immutable, with every member required."""

from typing import Annotated

from msgspec import Meta, Struct

Claims = tuple[str, ...]
AssessmentId = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        description="A version 7 UUID: ids sort by their time of creation.",
    ),
]
Timestamp = Annotated[str, Meta(description="A timestamp in UTC, to the millisecond (RFC 3339).")]


class Output(Struct, frozen=True, gc=False):
    """A part of the answer: immutable, every member required."""


class Interval(Output, frozen=True):
    """The range of values that the unanswered questions leave possible."""

    low: float
    high: float
