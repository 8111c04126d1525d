"""No random history of a world lets the attack tell anything of one vote, whatever is published by turns."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.norms.cohorts import Cell, Leaf
from tests.norms.attack import Knowledge, breaches
from tests.norms.histories import STEP, played
from tests.norms.world import ATTACKER, TENANTS, Ballot, by_blocks, unprotected

_FR, _DE = (Leaf("self", "C", "micro", country) for country in ("FR", "DE"))
# As many come to a leaf as go, and vote alike: the same counts, and yet other votes.
_REPLACED = [
    ([(_DE, 1, 0, "north"), (_FR, 4, 0, "north"), (_FR, 5, 0, "south")], [], []),
    ([(_FR, 1, 0, "north"), (_FR, 1, 0, "south"), (_DE, 1, 0, "south"), (_DE, 2, 0, "east")], [0, 1, 5], []),
]
# A part whose votes stay as they are is cut out of what they hid another's one vote in.
_CUT = [
    ([(_FR, 5, 0, "north")], [], []),
    ([(_FR, 1, 0, "north"), (_FR, 5, 0, "south")], [], [(0, _DE)]),
    ([(_DE, 3, 0, "north"), (_DE, 2, 0, "east"), (_DE, 3, 0, "south")], [], []),
]
# Four are not shown anew, and a version's first edition would show them.
_OF_TWO_VERSIONS = [([(_FR, 6, 0, tenant) for tenant in TENANTS], [], []), ([(_FR, 4, 0, "north")], [], [])]


@example(_REPLACED, 1)
@example(_CUT, 1)
@example(_OF_TWO_VERSIONS, 2)
@given(st.lists(STEP, min_size=1, max_size=4), st.integers(1, 2))
def test_no_history_of_joining_leaving_and_moving_lets_anything_be_told_of_one_vote(
    steps: list[tuple], versions: int
) -> None:
    snapshots = [snapshot for snapshot in played(steps) if snapshot]
    assert not breaches(by_blocks(snapshots, 5, versions))


@given(st.lists(STEP, min_size=1, max_size=1))
def test_a_suppressed_cell_is_known_no_better_than_from_the_blocks_around_it(steps: list[tuple]) -> None:
    (snapshot,) = played(steps)
    if not snapshot:
        return
    (release,) = by_blocks([snapshot], 5)
    if not release:
        return
    known = Knowledge([release])
    blocks: dict[frozenset[Cell], set[Ballot]] = {}
    for vote in known.votes:
        blocks.setdefault(frozenset(cell for cell, votes in release.items() if vote in votes), set()).add(
            vote
        )
    (whole,) = unprotected([snapshot], 1)
    for cell in set(whole) - set(release):
        others = {vote for vote in whole[cell] if vote.tenant != ATTACKER}
        if others:
            allowed = [_within(len(block), len(block & others)) for block in blocks.values()]
            bounds = known.bounds(others)
            assert bounds == pytest.approx((sum(low for low, _ in allowed), sum(high for _, high in allowed)))


def _within(block: int, part: int) -> tuple[float, float]:
    """How many of a part may lie in a bin that half of its block lies in."""
    return max(0.0, block / 2 - (block - part)), min(float(part), block / 2)
