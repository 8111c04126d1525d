"""The base of everything that is answered: immutable, with every member required."""

from typing import Annotated

from msgspec import Meta, Struct

from service.model.patterns import UUID7

Claims = tuple[str, ...]
AssessmentId = Annotated[str, Meta(pattern=UUID7, extra_json_schema={"format": "uuid"})]
"""A version 7 UUID: ids sort by their time of creation."""
Timestamp = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
"""A timestamp in UTC, to the millisecond (RFC 3339)."""
Day = Annotated[str, Meta(extra_json_schema={"format": "date"})]
"""A day in UTC (ISO 8601)."""


class Output(Struct, frozen=True, gc=False):
    """A part of the answer: immutable, every member required."""


class Range(Output, frozen=True):
    """The lowest and the highest value of a quantity."""

    low: float
    high: float
