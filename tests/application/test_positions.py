"""The position of an organisation in a norm, while open questions leave its index between two values."""

from datetime import UTC, datetime

from service.application.norms.benchmarks import Benchmarks, NormQuery, OwnIndex
from service.application.ports.norm_reader import Edition
from service.methodology.catalogue import shipped
from service.model.answer.benchmark import Position
from service.norms import lattice
from service.norms.cohorts import Cell
from service.norms.release import Figures
from tests.fakes.norm_reader import MemoryNormReader

PACK = shipped().pack()


def position_of(index: OwnIndex) -> Position:
    """Where the index stands among forty organisations of one size and section."""
    counts = lattice.empty()
    for vote in range(40):
        lattice.add_vote(counts, bytes([vote, *[4] * 8]))
    query = NormQuery(space="x", language="en", assessor="self", nace_section="G", size_class="micro")
    figures = {Cell("self", "G", "micro"): Figures(20, 1, counts)}
    edition = Edition(PACK.version, 1, datetime(2026, 11, 22, tzinfo=UTC))
    position = Benchmarks(shipped(), MemoryNormReader()).describe(query, edition, figures, index).position
    assert position is not None
    return position


def test_an_index_that_is_open_stands_between_where_its_ends_would_stand() -> None:
    known, low, high = (position_of(OwnIndex(end, end, end)) for end in (2.7, 1.5, 2.9))
    open_index = position_of(OwnIndex(2.7, 1.5, 2.9))
    assert (open_index.index, open_index.percentile) == (2.7, known.percentile)
    assert (open_index.percentile_low, open_index.percentile_high) == (
        low.percentile_low,
        high.percentile_high,
    )
    assert known.distinguishable
    assert not open_index.distinguishable
