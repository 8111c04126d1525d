"""No random history of a world discloses anything of one vote, with one version published or two in turn."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.norms.cohorts import Cell, Leaf
from tests.norms.attack import Knowledge, discloses
from tests.norms.histories import EVERYONE, STEP, Step, snapshots_of
from tests.norms.world import TENANTS, SimulatedVote, by_blocks, unprotected

_FR, _DE = (Leaf("self", "C", "micro", country) for country in ("FR", "DE"))
# As many organisations join a leaf as leave it, and vote alike: equal counts of different votes.
_REPLACED = [
    ([(_DE, 1, 0, "north"), (_FR, 2, 0, EVERYONE)], [], []),
    ([(_FR, 1, 0, EVERYONE), (_DE, 1, 0, "south"), (_DE, 2, 0, "east")], [0, 1, 5], []),
]
# A part with unchanged votes is split off a block in which they hid another organisation's vote.
_SPLIT = [
    ([(_FR, 2, 0, EVERYONE)], [], []),
    ([(_FR, 1, 0, EVERYONE)], [], [(0, _DE)]),
    ([(_DE, 2, 0, EVERYONE)], [], []),
]
# Four votes are not published anew, and the first edition of another version would publish them.
_OF_TWO_VERSIONS = [([(_FR, 6, 0, tenant) for tenant in TENANTS], [], []), ([(_FR, 4, 0, "north")], [], [])]


@example(_REPLACED, 1)
@example(_SPLIT, 1)
@example(_OF_TWO_VERSIONS, 2)
@given(st.lists(STEP, min_size=1, max_size=4), st.integers(1, 2))
def test_no_history_of_joining_leaving_and_moving_lets_anything_be_told_of_one_vote(
    steps: list[Step], versions: int
) -> None:
    snapshots = [snapshot for snapshot in snapshots_of(steps) if snapshot]
    assert not discloses(by_blocks(snapshots, 5, versions))


@given(st.lists(STEP, min_size=1, max_size=1))
def test_a_suppressed_cell_is_known_no_better_than_from_the_blocks_around_it(steps: list[Step]) -> None:
    (snapshot,) = snapshots_of(steps)
    if not snapshot:
        return
    (release,) = by_blocks([snapshot], 5)
    if not release:
        return
    knowledge = Knowledge([release])
    blocks: dict[frozenset[Cell], set[SimulatedVote]] = {}
    for vote in knowledge.votes:
        signature = frozenset(cell for cell, votes in release.items() if vote in votes)
        blocks.setdefault(signature, set()).add(vote)
    (every_cell,) = unprotected([snapshot], 1)
    for cell in set(every_cell) - set(release):
        # Nothing is known of the votes that count nowhere, those beyond their tenant's share.
        others = every_cell[cell].intersection(knowledge.votes)
        if others:
            expected = [_bounds_within(len(block), len(block & others)) for block in blocks.values()]
            low, high = (sum(bounds) for bounds in zip(*expected, strict=True))
            assert knowledge.bounds(others) == pytest.approx((low, high))


def _bounds_within(block: int, part: int) -> tuple[float, float]:
    """The least and the greatest number of a part's votes in a bin in which half of its block lies."""
    return max(0.0, block / 2 - (block - part)), min(float(part), block / 2)
