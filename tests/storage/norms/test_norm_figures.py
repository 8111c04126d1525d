"""Every figure that is published equals what is counted over the stored rows as of the edition's cut-off."""

import asyncio
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.application.spaces import EVERYBODY
from service.norms import lattice
from service.norms.cohorts import Leaf, by_cell, cells_of
from service.norms.release import COUNTS, PublishedLeaf
from tests.norms.world import SimulatedVote, histogram
from tests.support.records import timestamp
from tests.support.voting import TENANTS, VERSION, Service, brute_force, many, opened_service

DAY = 24 * 60


class Published:
    """Editions of a service, each figure of which is compared with the rows as they were at its cut-off."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._expected: dict[int, dict[Leaf, list[SimulatedVote]]] = {}

    def publish(self, minutes: float) -> None:
        service = self._service
        edition = service.publishing.publish(VERSION, timestamp(minutes))
        number, votes = edition.edition.number, brute_force(service.records, timestamp(minutes))
        self._expected[number] = votes
        assert edition.organisations == sum(map(len, votes.values()))
        state = service.repository.states()[VERSION]
        shown = {cell: lattice.empty() for cell in state.cells}
        for leaf, published in state.leaves.items():
            _check(published, self._expected[published.edition].get(leaf, []))
            for cell in state.cells.intersection(cells_of(leaf)):
                lattice.add(shown[cell], published.counts)
        _, figures = service.published(EVERYBODY, number, list(shown))
        assert {cell: cell_figures.counts for cell, cell_figures in figures.items()} == shown
        for tenant in TENANTS:
            own = {leaf: [vote for vote in each if vote.tenant == tenant] for leaf, each in votes.items()}
            cells = by_cell(leaf for leaf, each in own.items() if each)
            mine = {cell: [vote for leaf in inside for vote in own[leaf]] for cell, inside in cells.items()}
            _, figures = service.published(tenant, number, list(mine))
            assert {cell: cell_figures.counts for cell, cell_figures in figures.items()} == {
                cell: histogram(each) for cell, each in mine.items() if len(each) >= COUNTS
            }


def _check(published: PublishedLeaf, votes: list[SimulatedVote]) -> None:
    """A leaf counts all of its votes, or no more than its share where a tenant has too many."""
    of_all = Counter(vote.tenant for vote in votes)
    counted = histogram(votes)
    if of_all != Counter(published.owners):
        assert Counter(published.owners) < of_all
        assert lattice.votes_in(published.counts) == sum(published.owners.values())
        assert all(few <= many for few, many in zip(published.counts, counted, strict=True))
    else:
        assert published.counts == counted


def test_what_is_released_is_what_the_rows_say_edition_by_edition(service: Service) -> None:
    published = Published(service)
    first = many(70) + many(40, 70, organisation={"activity_code": "C", "country": "DE"})
    service.insert(*first)
    published.publish(10)
    assert service.norm(assessor="self", nace_section="G").cohort.rung == "nace_section"
    # Some assess themselves again, some are erased, one of which falls back to what it said before.
    again = many(30, 0, 20)
    service.insert(*again)
    service.erase(again[0], timestamp(21))
    for stored in first[100:106]:
        service.erase(stored, timestamp(21))
    published.publish(30)
    # After a year, only those who assessed themselves again are left to count.
    service.insert(*many(25, 200, 300 * DAY))
    published.publish(365 * DAY + 15)
    published.publish(700 * DAY)
    assert service.norm(assessor="self").status == "not_enough_data"
    assert service.norm(assessor="self", edition=1, nace_section="G").status == "released"


_group = st.tuples(
    st.integers(0, 60), st.integers(0, 40), st.sampled_from("CG"), st.sampled_from(["FR", "DE"])
)
_step = st.tuples(
    st.integers(1, 250), st.lists(_group, max_size=3), st.lists(st.integers(0, 200), max_size=12)
)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@settings(max_examples=settings.default.max_examples // 5)
@given(steps=st.lists(_step, min_size=1, max_size=4))
def test_whatever_was_kept_and_erased_every_figure_is_what_the_rows_say(
    request: pytest.FixtureRequest, runner: asyncio.Runner, kind: str, steps: list[tuple]
) -> None:
    with ExitStack() as opened:
        if kind == "sqlite":
            where: Any = Path(opened.enter_context(TemporaryDirectory())) / "palier.db"
        else:
            where = opened.enter_context(request.getfixturevalue("postgres_server").lent())
        service = opened.enter_context(opened_service(where, runner))
        published, now = Published(service), 0.0
        for days, groups, erased in steps:
            for first, number, section, country in groups:
                now += 1
                place = {"activity_code": section, "country": country}
                # Whoever has one of these references by now assesses itself again.
                service.insert(*many(number, first, now, organisation=place))
            for choice in erased:
                if service.records:
                    left = list(service.records.values())
                    service.erase(left[choice % len(left)], timestamp(now + 1))
            now += days * DAY
            published.publish(now)
