"""The use case of reading norms: chooses the cohort to show, and places an assessment in it.

Reads published editions only; nothing is computed from assessments here.
"""

from typing import NamedTuple

from msgspec import Struct

from service.application.norms.wording import number, sentence
from service.application.ports.norm_reader import Edition, NormReader
from service.application.spaces import EVERYBODY, Space
from service.application.timestamps import format_timestamp
from service.methodology.catalogue import Catalogue
from service.methodology.load import Pack
from service.model.answer.benchmark import (
    Benchmark,
    Cohort,
    CompetencyFigure,
    EditionRef,
    FellBack,
    Figure,
    Norm,
    Position,
    ReferenceFigure,
)
from service.model.codes import FallbackReason, NaceSection, NormAssessor, NormScope, SizeClass
from service.model.countries import Country
from service.norms import lattice
from service.norms.cohorts import Cell, ladder
from service.norms.lattice import INDEX, MEASURES, Counts, Measure
from service.norms.release import MEDIANS, QUARTILES, Figures
from service.texts import Language
from service.texts.writing import lower_first, upper_first

# Organisations from which on a cohort's confidence is "standard" and no longer "emerging".
_STANDARD = 30


class NormQuery(Struct, frozen=True, kw_only=True):
    """Which norm to read, for which cohort, and the language of its words.

    ``version`` and ``edition`` default to the current version and its last edition. A member of the cohort
    that is None is left open. ``scope`` is ``own`` for a norm of the space's own organisations alone.
    """

    space: Space
    language: Language
    version: str | None = None
    edition: int | None = None
    scope: NormScope = "all"
    assessor: NormAssessor = "unspecified"
    nace_section: NaceSection | None = None
    size_class: SizeClass | None = None
    country: Country | None = None


class OwnIndex(NamedTuple):
    """An organisation's maturity index, 1.00 to 4.00, and the lowest and highest that it may prove to be."""

    point: float
    low: float
    high: float


class Benchmarks:
    """Published norms of every shipped version. Reading may raise ``Unavailable``."""

    def __init__(self, catalogue: Catalogue, norms: NormReader) -> None:
        self._catalogue = catalogue
        self._norms = norms

    async def norm(self, query: NormQuery) -> Norm:
        """Return the norm of a cohort; raises ``UnknownName`` if the version is not shipped."""
        return (await self.benchmark(query, None)).norm

    async def benchmark(self, query: NormQuery, index: OwnIndex | None) -> Benchmark:
        """Return the norm of a cohort, and the position in it of ``index``, if any.

        Raises ``UnknownName`` if the version is not shipped.
        """
        version = self._catalogue.pack(query.version).version
        owner = EVERYBODY if query.scope == "all" else query.space
        edition, figures = await self._norms.read(owner, version, query.edition, _ladder(query))
        return self.describe(query, edition, figures, index)

    def describe(
        self, query: NormQuery, edition: Edition | None, figures: dict[Cell, Figures], index: OwnIndex | None
    ) -> Benchmark:
        """Word the published figures of the query's ladder of cells, and the position of ``index``.

        The position is None without an index, and where the shown cell has too few organisations for
        percentiles.
        """
        view = _NormView(self._catalogue.pack(query.version), query, figures)
        norm, cell = view.norm(edition), view.cell
        if index is None or cell is None or figures[cell].minimum < QUARTILES:
            return Benchmark(norm, None)
        return Benchmark(norm, _position(index, figures[cell].counts, query.language))


def _edition_ref(edition: Edition) -> EditionRef:
    return EditionRef(edition.number, format_timestamp(edition.published_at))


def _ladder(query: NormQuery) -> tuple[Cell, ...]:
    return ladder(query.assessor, query.nace_section, query.size_class, query.country)


def _finest(cells: tuple[Cell, ...], figures: dict[Cell, Figures]) -> Cell | None:
    """Return the finest cell among those that may show the most: counts, a median, or quartiles."""
    published = [cell for cell in cells if cell in figures]
    return max(published, key=lambda cell: figures[cell].minimum, default=None)


class _NormView:
    """The published figures of a ladder of cells, worded for a query. ``cell`` is the one to show, if any."""

    def __init__(self, pack: Pack, query: NormQuery, figures: dict[Cell, Figures]) -> None:
        self._pack = pack
        self._texts = pack.texts[query.language]
        self._query = query
        self._language = query.language
        self._figures = figures
        self._cells = _ladder(query)
        self.cell = _finest(self._cells, figures)

    def norm(self, edition: Edition | None) -> Norm:
        """Return the whole document."""
        cell = self.cell
        figures = self._figures[cell] if cell else None
        counts = figures.counts if figures and figures.minimum >= MEDIANS else None
        quartiles = figures is not None and figures.minimum >= QUARTILES
        finer_cells = self._cells[: self._cells.index(cell)] if cell else ()
        return Norm(
            status="released" if figures else "not_enough_data",
            text=self._text(cell, figures),
            methodology=self._pack.version,
            edition=None if edition is None else _edition_ref(edition),
            scope=self._query.scope,
            assessor=self._query.assessor,
            cohort=self._cohort(cell, figures) if cell and figures else None,
            index=None if counts is None else _figure(counts, INDEX, quartiles=quartiles),
            competencies=self._competencies(counts, quartiles=quartiles),
            fell_back=tuple(self._fallback(finer) for finer in finer_cells),
            references=self._references(),
        )

    def _text(self, cell: Cell | None, figures: Figures | None) -> str:
        if cell is None or figures is None:
            key = "not_enough_data" if self._query.scope == "all" else "not_enough_own"
            return sentence(key, self._language)
        count = lattice.rounded(lattice.votes_in(figures.counts))
        if figures.minimum < MEDIANS:
            key = "counted" if self._query.scope == "all" else "counted_own"
            return sentence(key, self._language, count=count, cohort=lower_first(self._label(cell)))
        median = number(lattice.quantile(figures.counts, INDEX, 1, 2), self._language)
        cohort = lower_first(self._label(cell))
        return sentence("released", self._language, count=count, cohort=cohort, median=median)

    def _cohort(self, cell: Cell, figures: Figures) -> Cohort:
        votes = lattice.votes_in(figures.counts)
        query = self._query
        has_quartiles = figures.minimum >= QUARTILES
        return Cohort(
            rung=cell.rung,
            nace_section=query.nace_section if cell.section else None,
            size_class=query.size_class if cell.size else None,
            country=query.country if cell.country else None,
            label=self._label(cell),
            organisation_count=lattice.rounded(votes),
            confidence=None if not has_quartiles else "standard" if votes >= _STANDARD else "emerging",
            changed_in=figures.edition,
        )

    def _label(self, cell: Cell) -> str:
        size = self._texts.size_classes.get(cell.size, "")
        parts = [self._texts.nace_sections.get(cell.section, ""), lower_first(size), cell.country]
        labels = [part for part in parts if part] or [sentence("all", self._language)]
        return upper_first(", ".join([*labels, sentence(cell.assessor, self._language)]))

    def _competencies(self, counts: Counts | None, *, quartiles: bool) -> tuple[CompetencyFigure, ...]:
        if counts is None:
            return ()
        figures = {key: _figure(counts, measure, quartiles=quartiles) for key, measure in MEASURES.items()}
        labels = self._texts.competencies
        return tuple(
            CompetencyFigure(
                competency=key,
                label=labels[key].label,
                median=figure.median,
                lower_quartile=figure.lower_quartile,
                upper_quartile=figure.upper_quartile,
            )
            for key, figure in figures.items()
        )

    def _fallback(self, cell: Cell) -> FellBack:
        reason: FallbackReason = "too_few_for_quartiles" if cell in self._figures else "no_votes_released"
        return FellBack(cell.rung, self._label(cell), reason, sentence(reason, self._language))

    def _references(self) -> tuple[ReferenceFigure, ...]:
        """Return the figures published elsewhere that cover the query's section and size."""
        sources = {source.id: source for source in self._pack.ledger.sources}
        return tuple(
            ReferenceFigure(
                figure=figure.id,
                text=self._texts.references[figure.id],
                percent=figure.percent,
                source=f"{sources[figure.source].author}, {sources[figure.source].title}",
                year=sources[figure.source].year,
            )
            for figure in self._pack.ledger.references
            if _covers(figure.sections, self._query.nace_section)
            and _covers(figure.sizes, self._query.size_class)
        )


def _covers(codes: tuple[str, ...], code: str | None) -> bool:
    """Whether a code is in a reference's list; an empty list covers all."""
    return not codes or code in codes


def _figure(counts: Counts, measure: Measure, *, quartiles: bool) -> Figure:
    low, middle, high = (lattice.quantile(counts, measure, quarter, 4) for quarter in (1, 2, 3))
    return Figure(middle, low if quartiles else None, high if quartiles else None)


def _position(index: OwnIndex, counts: Counts, language: Language) -> Position:
    """The percentile of the index, between the low end for its lowest and the high end for its highest."""
    percent, *ends = (lattice.percentile(counts, INDEX, lattice.index_bin(value)) for value in index)
    (low, _), (_, high) = (lattice.wilson(end, lattice.rounded(lattice.votes_in(counts))) for end in ends)
    excludes_median = not low <= 50 <= high
    key = "above" if excludes_median else "level"
    return Position(
        index=index.point,
        percentile=percent,
        percentile_low=low,
        percentile_high=high,
        distinguishable=excludes_median,
        text=sentence(key, language, percent=percent, low=low, high=high),
    )
