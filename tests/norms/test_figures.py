"""Every figure of a norm equals the one computed from the single votes."""

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.norms import lattice
from service.norms.lattice import INDEX, MEASURES
from tests.norms.histories import STEP, Step, snapshots_of
from tests.norms.world import editions_of, histogram

_bins = st.builds(
    lambda index, competencies: bytes([index, *competencies]),
    st.integers(0, 60),
    st.lists(st.integers(0, 12), min_size=8, max_size=8),
)


@given(st.lists(_bins, min_size=1, max_size=40), st.sampled_from([(1, 4), (1, 2), (3, 4)]))
def test_a_quantile_is_the_value_at_its_place_in_the_sorted_votes(
    votes: list[bytes], share: tuple[int, int]
) -> None:
    counts = lattice.empty()
    for vote in votes:
        lattice.add_vote(counts, vote)
    for position, measure in enumerate((INDEX, *MEASURES.values())):
        values = sorted(vote[position] for vote in votes)
        expected = values[max(ceil(Fraction(*share) * len(values)), 1) - 1]
        assert lattice.quantile(counts, measure, *share) == measure.value(expected)
    assert lattice.votes_in(counts) == len(votes)


@given(st.lists(_bins, min_size=1, max_size=40), st.integers(0, 60))
def test_a_percentile_is_a_mid_rank(votes: list[bytes], own: int) -> None:
    counts = lattice.empty()
    for vote in votes:
        lattice.add_vote(counts, vote)
    below, equal = sum(vote[0] < own for vote in votes), sum(vote[0] == own for vote in votes)
    exact = Fraction(100 * (2 * below + equal), 2 * len(votes))
    assert lattice.percentile(counts, INDEX, own) == 5 * int(exact / 5 + Fraction(1, 2))


@pytest.mark.parametrize(
    ("percent", "votes", "interval"),
    [(50, 20, (25, 75)), (50, 100, (40, 60)), (0, 20, (0, 20)), (100, 20, (80, 100)), (95, 400, (90, 100))],
)
def test_an_interval_is_wilsons_widened_to_fives(percent: int, votes: int, interval: tuple[int, int]) -> None:
    assert lattice.wilson(percent, votes) == interval


@pytest.mark.parametrize(("index", "value"), [(1.0, 1.0), (1.02, 1.0), (1.03, 1.05), (3.98, 4.0), (4.0, 4.0)])
def test_an_index_goes_to_the_nearest_step(index: float, value: float) -> None:
    assert INDEX.value(lattice.index_bin(index)) == value


@pytest.mark.parametrize(
    ("score", "value"), [(1.0, 1.0), (1.125, 1.25), (1.25, 1.25), (2.5, 2.5), (4.0, 4.0)]
)
def test_a_competency_goes_to_the_nearest_quarter(score: float, value: float) -> None:
    assert MEASURES["tools"].value(lattice.competency_bin(score)) == value


@given(st.lists(STEP, min_size=1, max_size=4))
def test_every_released_cell_counts_the_votes_of_the_edition_that_it_shows(steps: list[Step]) -> None:
    snapshots = [snapshot for snapshot in snapshots_of(steps) if snapshot]
    for edition in editions_of(snapshots, 5):
        for cell, figures in edition.state.figures():
            assert figures.counts == histogram(edition.release[cell])
