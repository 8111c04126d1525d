"""Benchmarks: the released norm of a cohort, and where one assessment stands in it."""

from typing import Annotated, Literal

from msgspec import Meta

from service.model.codes import Competency, NormAssessor, NormScope, Rung, Section, Size
from service.model.countries import Country
from service.model.output import AssessmentId, Interval, Output, Timestamp

Percent = Annotated[int, Meta(ge=0, le=100)]


class EditionRef(Output, frozen=True):
    """A released state of a norm. ``published_at`` is its cut-off: what came later is not in it."""

    number: Annotated[int, Meta(ge=1)]
    published_at: Timestamp


class Cohort(Output, frozen=True):
    """With whom one is compared: the rung of the ladder, and what its organisations have in common.

    ``organisations`` is rounded down to a multiple of 5. ``confidence`` is ``emerging`` below 30 of them, and
    null without quartiles. ``changed_in`` is the edition in which the figures last changed.
    """

    rung: Rung
    section: Section | None
    size: Size | None
    country: Country | None
    label: str
    organisations: Annotated[int, Meta(ge=5)]
    confidence: Literal["emerging", "standard"] | None
    changed_in: Annotated[int, Meta(ge=1)]


class Figure(Output, frozen=True):
    """The middle of a cohort on the ladder from 1 to 4; quartiles from 20 organisations on."""

    median: float
    quartiles: Interval | None


class CompetencyFigure(Output, frozen=True):
    """The middle of a cohort in one competency."""

    key: Competency
    label: str
    median: float
    quartiles: Interval | None


class FellBack(Output, frozen=True):
    """A finer cohort that cannot be shown, and why."""

    rung: Rung
    label: str
    reason: Literal["no_votes_released", "too_few_for_quartiles"]
    text: str


class ReferenceFigure(Output, frozen=True):
    """A published figure from elsewhere, to look at beside a norm: it is in none."""

    id: str
    text: str
    percent: Percent
    source: str
    year: int | None


class Benchmark(Output, frozen=True):
    """The norm of a cohort. Without enough organisations, ``cohort`` and the figures are null."""

    status: Literal["released", "not_enough_data"]
    text: str
    methodology: str
    edition: EditionRef | None
    scope: NormScope
    assessor: NormAssessor
    cohort: Cohort | None
    index: Figure | None
    competencies: tuple[CompetencyFigure, ...]
    fell_back: tuple[FellBack, ...]
    references: tuple[ReferenceFigure, ...]


class Position(Output, frozen=True):
    """Where an index stands in its cohort: the share below it, ties by half, rounded to 5 per cent.

    ``interval`` holds it with 95 % confidence. ``is_distinguishable`` tells whether that excludes the median.
    """

    index: float
    percentile: Percent
    interval: Interval
    is_distinguishable: bool
    text: str


class Standing(Output, frozen=True):
    """Where an assessment stands. ``position`` is null without an index or without percentiles."""

    norm: Benchmark
    position: Position | None


class StandingDocument(Output, frozen=True):
    """Where a stored assessment stands."""

    id: AssessmentId
    norm: Benchmark
    position: Position | None
