"""Benchmarks: the published norm of a cohort, and the position of an assessment in it."""

from typing import Annotated, Literal

from msgspec import Meta

from service.model.codes import Competency, NormAssessor, NormScope, Rung, Section, Size
from service.model.countries import Country
from service.model.output import AssessmentId, Interval, Output, Timestamp

Percent = Annotated[int, Meta(ge=0, le=100)]


class EditionRef(Output, frozen=True):
    """A published state of a norm. ``published_at`` is its cut-off: later assessments are not in it."""

    number: Annotated[int, Meta(ge=1)]
    published_at: Timestamp


class Cohort(Output, frozen=True, kw_only=True):
    """The organisations to compare with: the rung of the ladder of cohorts, and what they have in common.

    ``section``, ``size`` and ``country`` are null where the cohort has all of them. ``organisations`` is
    rounded down to a multiple of 5. ``confidence`` is ``emerging`` below 30 organisations and null without
    quartiles. ``changed_in`` is the edition in which the figures last changed.
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
    """The median of a cohort, 1.00 to 4.00. ``quartiles`` is null below 20 organisations."""

    median: float
    quartiles: Interval | None


class CompetencyFigure(Output, frozen=True):
    """The median of a cohort in a competency, 1.00 to 4.00. ``quartiles`` is null below 20 organisations."""

    key: Competency
    label: str
    median: float
    quartiles: Interval | None


class FellBack(Output, frozen=True):
    """A finer cohort whose figures cannot be shown, and why."""

    rung: Rung
    label: str
    reason: Literal["no_votes_released", "too_few_for_quartiles"]
    text: str


class ReferenceFigure(Output, frozen=True, kw_only=True):
    """A figure published elsewhere, to read beside a norm; no norm includes it."""

    id: str
    text: str
    percent: Percent
    source: str
    year: int | None


class Benchmark(Output, frozen=True, kw_only=True):
    """The norm of a cohort.

    ``cohort``, ``index`` and ``competencies`` are null or empty with too few organisations for them.
    ``fell_back`` lists the finer cohorts that cannot be shown.
    """

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


class Position(Output, frozen=True, kw_only=True):
    """The position of an index in its cohort.

    ``percentile`` is the share of the cohort below it, in per cent rounded to 5; ties count half.
    ``interval`` is its 95 % confidence interval; ``is_distinguishable`` is true if that excludes the median.
    """

    index: float
    percentile: Percent
    interval: Interval
    is_distinguishable: bool
    text: str


class Standing(Output, frozen=True):
    """A norm and an assessment's position in it, null without an index or below 20 organisations."""

    norm: Benchmark
    position: Position | None


class StandingDocument(Output, frozen=True):
    """A norm and a stored assessment's position in it, null without an index or below 20 organisations."""

    id: AssessmentId
    norm: Benchmark
    position: Position | None
