"""The disclosure attack succeeds against careless releases, and fails against the one that is served."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.norms.cohorts import Cell, Leaf
from tests.norms.attack import Knowledge
from tests.norms.world import (
    ATTACKER,
    Ballot,
    Release,
    Rule,
    Snapshot,
    after,
    ballot,
    by_blocks,
    cell_by_cell,
    unprotected,
)

_MINIMUM = 20
_FEWEST_CHANGES = 5
_MICRO, _SMALL, _MID, _LARGE = (
    Leaf("self", "G", size, "FR") for size in ("micro", "small_medium", "mid_cap", "large")
)
_OTHER, _ABROAD = (Leaf("self", "C", "micro", country) for country in ("FR", "DE"))
_TENANTS = ("north", "south", "east")


def _some(leaf: Leaf, number: int, prefix: str = "o", tenant: str | None = None) -> list[Ballot]:
    """So many organisations of a leaf, shared by the tenants."""
    return [
        ballot(
            f"{prefix}-{leaf.section}-{leaf.size}-{leaf.country}-{each}", tenant or _TENANTS[each % 3], leaf
        )
        for each in range(number)
    ]


def _world(*votes: list[Ballot]) -> Snapshot:
    return after({}, [vote for group in votes for vote in group])


_BASE = _world(_some(_MICRO, 60), _some(_OTHER, 60))
_SEEDS = _some(_MICRO, 4, "seed", ATTACKER)
_JOINER = _some(_MICRO, 1, "joiner")
# Each world with the rules that it sees through.
_WORLDS: dict[str, tuple[list[Snapshot], tuple[Rule, ...]]] = {
    "three children and their parent show the fourth": (
        [_world(_some(_MICRO, 45), _some(_SMALL, 45), _some(_MID, 45), _some(_LARGE, 3))],
        (unprotected, cell_by_cell),
    ),
    "a tenant subtracts its own from a cell that it fills": (
        [_world(_some(_MICRO, 24, "seed", ATTACKER), _some(_MICRO, 1))],
        (unprotected,),
    ),
    "one joins between two editions": ([_BASE, after(_BASE, _JOINER)], (unprotected,)),
    "one joins together with four of the attacker's": (
        [_BASE, after(_BASE, _JOINER + _SEEDS)],
        (unprotected,),
    ),
    "one is erased between two editions": ([_BASE, after(_BASE, gone=["o-G-micro-FR-7"])], (unprotected,)),
    "one changes its mind": (
        [_BASE, after(_BASE, [ballot("o-G-micro-FR-7", _TENANTS[1], _MICRO, 9)])],
        (unprotected,),
    ),
    "five come, and four of them go again": (
        [
            _BASE,
            after(_BASE, _some(_MICRO, 15, "new")),
            after(_BASE, _some(_MICRO, 1, "new") + _some(_OTHER, 15, "new")),
        ],
        (unprotected, cell_by_cell),
    ),
    "eight go together who came with a ninth": (
        [
            _BASE,
            came := after(_BASE, _some(_MICRO, 9, "new")),
            more := after(came, _some(_MICRO, 15, "more")),
            after(more, gone=[vote.organisation for vote in _some(_MICRO, 8, "new")]),
        ],
        (unprotected, cell_by_cell),
    ),
    "a part is shown, as it was when it hid another": (
        [
            early := _world(_some(_OTHER, 60), _some(_ABROAD, 1)),
            after(early, _some(_ABROAD, 60, "new")),
        ],
        (unprotected, cell_by_cell),
    ),
    "one joins a part while others join elsewhere in its parent": (
        [
            _world(_some(_MICRO, 45), _some(_SMALL, 45)),
            _world(_some(_MICRO, 54), _some(_SMALL, 46)),
        ],
        (unprotected, cell_by_cell),
    ),
    "a small one crosses sections and sizes": (
        [
            _world(
                _some(_MICRO, 60),
                _some(_OTHER, 60),
                _some(_LARGE, 2),
                _some(Leaf("self", "C", "large", "FR"), 40),
            )
        ],
        (unprotected, cell_by_cell),
    ),
}


def _breaches(editions: list[Release]) -> bool:
    known = Knowledge(editions)
    return bool(known.narrowed()) or known.smallest_difference() < _FEWEST_CHANGES


@pytest.mark.parametrize("name", _WORLDS)
def test_the_attack_sees_through_careless_releases_only(name: str) -> None:
    snapshots, blind = _WORLDS[name]
    for rule in (unprotected, cell_by_cell):
        assert _breaches(rule(snapshots, _MINIMUM)) == (rule in blind), rule.__name__
    assert not _breaches(by_blocks(snapshots, _MINIMUM))


def test_what_is_served_is_not_safe_because_it_is_nothing() -> None:
    (release,) = by_blocks([_BASE], _MINIMUM)
    assert {Cell("self"), Cell("self", "G"), Cell("self", "C")} <= set(release)
    grown = after(_BASE, _some(_MICRO, 9, "new"))
    assert len(by_blocks([_BASE, grown], _MINIMUM)[1][Cell("self", "G")]) == 69


def test_a_kind_of_assessor_that_is_too_small_holds_no_other_back() -> None:
    (release,) = by_blocks([after(_BASE, _some(Leaf("agency", "G", "micro", "FR"), 3))], _MINIMUM)
    assert Cell("self", "G") in release
    assert Cell("agency") not in release


def test_a_cell_that_grows_slowly_is_shown_in_the_end_and_the_others_go_on_meanwhile() -> None:
    snapshots = [_world(_some(_MICRO, 60), _some(_OTHER, 27))]
    for week in range(5):
        snapshots.append(after(snapshots[-1], _some(_MICRO, 9, f"w{week}") + _some(_OTHER, 3, f"w{week}")))
    editions = by_blocks(snapshots, _MINIMUM)
    section = Cell("self", "C")
    assert [section in release for release in editions] == [False, False, False, True, True, True]
    # Its new organisations wait, the rest's do not.
    assert [len(release[Cell("self")]) for release in editions] == [87, 96, 105, 123, 132, 141]


def test_a_cell_that_most_have_left_is_shown_no_more() -> None:
    snapshot = _world(_some(_MICRO, 60), _some(_OTHER, 45))
    fewer = after(snapshot, _some(_MICRO, 9, "new"), [vote.organisation for vote in _some(_OTHER, 40)])
    first, second = by_blocks([snapshot, fewer], _MINIMUM)
    assert len(first[Cell("self", "C")]) == 45
    assert Cell("self", "C") not in second
    assert len(second[Cell("self")]) == 74


_LEAVES = [
    Leaf("self", section, size, country)
    for section in ("C", "G")
    for size in ("micro", "large")
    for country in ("FR", "DE")
]
_step = st.tuples(
    st.lists(
        st.tuples(
            st.sampled_from(_LEAVES),
            st.integers(1, 9),
            st.integers(0, 2),
            st.sampled_from([*_TENANTS, ATTACKER]),
        ),
        max_size=6,
    ),
    st.lists(st.integers(0, 300), max_size=8),
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from(_LEAVES)), max_size=8),
)


def _played(steps: list[tuple]) -> list[Snapshot]:
    """The snapshots of a world in which groups join, some are erased, and some vote anew or move."""
    found: list[Snapshot] = []
    now: Snapshot = {}
    for number, (joins, leaves, moves) in enumerate(steps):
        names = sorted(now)
        gone = [names[each % len(names)] for each in leaves if names]
        moved = [
            Ballot(names[each % len(names)], now[names[each % len(names)]].tenant, leaf, bytes([number] * 9))
            for each, leaf in moves
            if names
        ]
        joined = [
            ballot(f"{number}-{group}-{each}", tenant, leaf, index)
            for group, (leaf, size, index, tenant) in enumerate(joins)
            for each in range(size)
        ]
        now = after(now, joined + [vote for vote in moved if vote.organisation not in gone], gone)
        found.append(now)
    return found


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
_OF_TWO_VERSIONS = [([(_FR, 6, 0, tenant) for tenant in _TENANTS], [], []), ([(_FR, 4, 0, "north")], [], [])]


@example(_REPLACED, 1)
@example(_CUT, 1)
@example(_OF_TWO_VERSIONS, 2)
@given(st.lists(_step, min_size=1, max_size=4), st.integers(1, 2))
def test_no_history_of_joining_leaving_and_moving_lets_anything_be_told_of_one_vote(
    steps: list[tuple], versions: int
) -> None:
    snapshots = [snapshot for snapshot in _played(steps) if snapshot]
    assert not _breaches(by_blocks(snapshots, 5, versions))


@given(st.lists(_step, min_size=1, max_size=1))
def test_a_suppressed_cell_is_known_no_better_than_from_the_blocks_around_it(steps: list[tuple]) -> None:
    (snapshot,) = _played(steps)
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
