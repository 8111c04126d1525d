"""Benchmarks: the published norm of a cohort, and the position of an assessment in it."""

from typing import Annotated

from msgspec import Meta

from service.model.answer.maturity import Index
from service.model.codes import (
    Competency,
    Confidence,
    FallbackReason,
    NaceSection,
    NormAssessor,
    NormScope,
    NormStatus,
    Rung,
    SizeClass,
)
from service.model.countries import Country
from service.model.output import Output, Timestamp

Percent = Annotated[int, Meta(ge=0, le=100)]


class EditionRef(Output, frozen=True):
    """A published state of a norm. ``published_at`` is its cut-off: later assessments are not in it."""

    number: Annotated[int, Meta(ge=1)]
    published_at: Timestamp


class Cohort(Output, frozen=True, kw_only=True):
    """The organisations to compare with: the rung of the ladder of cohorts, and what they have in common.

    ``nace_section``, ``size_class`` and ``country`` are null where the cohort has all of them.
    ``organisation_count`` is rounded down to a multiple of 5. ``confidence`` is ``emerging`` below 30
    organisations and null without quartiles. ``changed_in`` is the edition in which the figures last changed.
    """

    rung: Rung
    nace_section: NaceSection | None
    size_class: SizeClass | None
    country: Country | None
    label: str
    organisation_count: Annotated[int, Meta(ge=5)]
    confidence: Confidence | None
    changed_in: Annotated[int, Meta(ge=1)]


class Figure(Output, frozen=True):
    """The median of a cohort. Quartiles are null below 20 organisations."""

    median: Index
    lower_quartile: Index | None
    upper_quartile: Index | None


class CompetencyFigure(Output, frozen=True, kw_only=True):
    """The median of a cohort in a competency. Quartiles are null below 20 organisations."""

    competency: Competency
    label: str
    median: Index
    lower_quartile: Index | None
    upper_quartile: Index | None


class FellBack(Output, frozen=True):
    """A finer cohort whose figures cannot be shown, and why."""

    rung: Rung
    label: str
    reason: FallbackReason
    text: str


class ReferenceFigure(Output, frozen=True, kw_only=True):
    """A figure published elsewhere, to read beside a norm; no norm includes it."""

    figure: str
    text: str
    percent: Percent
    source: str
    year: int | None


class Norm(Output, frozen=True, kw_only=True):
    """The norm of a cohort.

    ``cohort``, ``index`` and ``competencies`` are null or empty with too few organisations for them.
    ``fell_back`` lists the finer cohorts that cannot be shown.
    """

    status: NormStatus
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

    ``percentile`` is the share of the cohort below it, in per cent rounded to 5; ties count half. Lowest and
    highest are its 95 % confidence interval; ``distinguishable`` is true if that excludes the median.
    """

    index: Index
    percentile: Percent
    percentile_low: float
    percentile_high: float
    distinguishable: bool
    text: str


class Benchmark(Output, frozen=True):
    """A norm and an assessment's position in it, null without an index or below 20 organisations."""

    norm: Norm
    position: Position | None
