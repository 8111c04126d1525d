"""The use case of reading norms: the finest cohort that tells enough, and where an assessment stands in it.

Knows no HTTP and no SQL. What it reads was released; nothing is computed from assessments here.
"""

from typing import Literal

from msgspec import Struct

from service.application.norms.wording import number, said
from service.application.ports.norm_reader import Edition, NormReader
from service.application.spaces import EVERYBODY, Space
from service.application.timestamps import format_timestamp
from service.methodology.catalogue import Catalogue
from service.methodology.load import Pack
from service.model.codes import NormAssessor, NormScope, Section, Size
from service.model.countries import Country
from service.model.documents.benchmark import (
    Benchmark,
    Cohort,
    CompetencyFigure,
    EditionRef,
    FellBack,
    Figure,
    Position,
    ReferenceFigure,
    Standing,
)
from service.model.output import Interval
from service.norms import lattice
from service.norms.cohorts import Cell, ladder
from service.norms.lattice import INDEX, MEASURES, Counts, Measure
from service.norms.release import MEDIANS, QUARTILES, Figures
from service.texts import Language

_STANDARD = 30


class NormQuery(Struct, frozen=True, kw_only=True):
    """Whose norm is asked for, and in which language it is worded."""

    space: Space
    language: Language
    version: str | None = None
    edition: int | None = None
    scope: NormScope = "all"
    assessor: NormAssessor = "unspecified"
    section: Section | None = None
    size: Size | None = None
    country: Country | None = None


class Benchmarks:
    """Released norms of all shipped versions."""

    def __init__(self, catalogue: Catalogue, norms: NormReader) -> None:
        self._catalogue = catalogue
        self._norms = norms

    async def norm(self, asked: NormQuery) -> Benchmark:
        """The norm of a cohort; raises ``UnknownName`` for a version that is not shipped."""
        return (await self.standing(asked, None)).norm

    async def standing(self, asked: NormQuery, index: float | None) -> Standing:
        """The norm of a cohort, and where this index stands in it."""
        version = self._catalogue.pack(asked.version).version
        owner = EVERYBODY if asked.scope == "all" else asked.space
        edition, figures = await self._norms.read(owner, version, asked.edition, _ladder(asked))
        return self.shown(asked, edition, figures, index)

    def shown(
        self, asked: NormQuery, edition: Edition | None, figures: dict[Cell, Figures], index: float | None
    ) -> Standing:
        """What is said of these released cells, and of an index among them."""
        view = _View(self._catalogue.pack(asked.version), asked, figures)
        found = view.found
        norm = view.benchmark(edition)
        if index is None or found is None or figures[found].minimum < QUARTILES:
            return Standing(norm, None)
        return Standing(norm, _position(index, figures[found].counts, asked.language))


def _ladder(asked: NormQuery) -> tuple[Cell, ...]:
    return ladder(asked.assessor, asked.section, asked.size, asked.country)


def _finest(cells: tuple[Cell, ...], figures: dict[Cell, Figures]) -> Cell | None:
    """The finest cell of those that tell most: what a cell may show depends on how many are in it."""
    released = [cell for cell in cells if cell in figures]
    return max(released, key=lambda cell: figures[cell].minimum, default=None)


class _View:
    """Words what was released, for one who asked. ``found`` is the cell that is shown."""

    def __init__(self, pack: Pack, asked: NormQuery, figures: dict[Cell, Figures]) -> None:
        self._pack = pack
        self._texts = pack.texts[asked.language]
        self._asked = asked
        self._language = asked.language
        self._figures = figures
        self._cells = _ladder(asked)
        self.found = _finest(self._cells, figures)

    def benchmark(self, edition: Edition | None) -> Benchmark:
        """The whole answer."""
        found = self.found
        own = self._figures[found] if found else None
        counts = own.counts if own and own.minimum >= MEDIANS else None
        quartiles = own is not None and own.minimum >= QUARTILES
        return Benchmark(
            "released" if own else "not_enough_data",
            self._text(found, own),
            self._pack.version,
            None if edition is None else EditionRef(edition.number, format_timestamp(edition.published_at)),
            self._asked.scope,
            self._asked.assessor,
            self._cohort(found, own) if found and own else None,
            None if counts is None else _figure(counts, INDEX, quartiles=quartiles),
            self._competencies(counts, quartiles=quartiles),
            tuple(self._fell_back(cell) for cell in self._cells[: self._cells.index(found)]) if found else (),
            self._references(),
        )

    def _text(self, found: Cell | None, own: Figures | None) -> str:
        if found is None or own is None:
            key = "not_enough_data" if self._asked.scope == "all" else "not_enough_own"
            return said(key, self._language)
        count = lattice.rounded(lattice.votes_in(own.counts))
        if own.minimum < MEDIANS:
            key = "counted" if self._asked.scope == "all" else "counted_own"
            return said(key, self._language, count=count, cohort=self._label(found))
        median = number(lattice.quantile(own.counts, INDEX, 1, 2), self._language)
        return said("released", self._language, count=count, cohort=self._label(found), median=median)

    def _cohort(self, cell: Cell, own: Figures) -> Cohort:
        votes = lattice.votes_in(own.counts)
        asked = self._asked
        return Cohort(
            cell.rung,
            asked.section if cell.section else None,
            asked.size if cell.size else None,
            asked.country if cell.country else None,
            self._label(cell),
            lattice.rounded(votes),
            None if own.minimum < QUARTILES else "standard" if votes >= _STANDARD else "emerging",
            own.edition,
        )

    def _label(self, cell: Cell) -> str:
        size = self._texts.sizes.get(cell.size, "")
        parts = [self._texts.sections.get(cell.section, ""), size[:1].lower() + size[1:], cell.country]
        named = [part for part in parts if part] or [said("all", self._language)]
        return ", ".join([*named, said(cell.assessor, self._language)])

    def _competencies(self, counts: Counts | None, *, quartiles: bool) -> tuple[CompetencyFigure, ...]:
        if counts is None:
            return ()
        found = {key: _figure(counts, measure, quartiles=quartiles) for key, measure in MEASURES.items()}
        labels = self._texts.competencies
        return tuple(
            CompetencyFigure(key, labels[key].label, figure.median, figure.quartiles)
            for key, figure in found.items()
        )

    def _fell_back(self, cell: Cell) -> FellBack:
        reason: Literal["no_votes_released", "too_few_for_quartiles"] = (
            "too_few_for_quartiles" if cell in self._figures else "no_votes_released"
        )
        return FellBack(cell.rung, self._label(cell), reason, said(reason, self._language))

    def _references(self) -> tuple[ReferenceFigure, ...]:
        """Figures published elsewhere about such organisations, or about all."""
        sources = {source.id: source for source in self._pack.ledger.sources}
        return tuple(
            ReferenceFigure(
                figure.id,
                self._texts.references[figure.id],
                figure.percent,
                f"{sources[figure.source].author}, {sources[figure.source].title}",
                sources[figure.source].year,
            )
            for figure in self._pack.ledger.references
            if _tells_of(figure.sections, self._asked.section) and _tells_of(figure.sizes, self._asked.size)
        )


def _tells_of(those: tuple[str, ...], asked: str | None) -> bool:
    return not those or asked in those


def _figure(counts: Counts, measure: Measure, *, quartiles: bool) -> Figure:
    low, middle, high = (lattice.quantile(counts, measure, quarter, 4) for quarter in (1, 2, 3))
    return Figure(middle, Interval(low, high) if quartiles else None)


def _position(index: float, counts: Counts, language: Language) -> Position:
    percent = lattice.percentile(counts, INDEX, lattice.index_bin(index))
    low, high = lattice.wilson(percent, lattice.rounded(lattice.votes_in(counts)))
    apart = not low <= 50 <= high
    text = said("above" if apart else "level", language, percent=percent, low=low, high=high)
    return Position(index, percent, Interval(low, high), apart, text)
