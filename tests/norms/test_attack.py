"""The disclosure attack succeeds against careless release rules, and fails against the service's own."""

import pytest

from service.norms.cohorts import Cell, Leaf
from service.norms.tally import Vote, VoteCounter
from tests.norms.attack import discloses
from tests.norms.world import (
    ATTACKERS,
    MINUTE,
    TENANTS,
    Rule,
    SimulatedVote,
    Snapshot,
    after,
    by_blocks,
    cell_by_cell,
    cut_off_of,
    simulated_vote,
    unprotected,
)

_MINIMUM = 20
_MICRO, _SMALL, _MID, _LARGE = (
    Leaf("self", "G", size, "FR") for size in ("micro", "small_medium", "mid_cap", "large")
)
_OTHER, _ABROAD = (Leaf("self", "C", "micro", country) for country in ("FR", "DE"))


def _votes(
    leaf: Leaf, number: int, prefix: str = "o", tenant: str | None = None, *, first: int = 0
) -> list[SimulatedVote]:
    """Votes of so many organisations of a leaf, of one tenant or of all in turn from the first on."""
    name = f"{prefix}-{leaf.section}-{leaf.size}-{leaf.country}"
    return [
        simulated_vote(f"{name}-{member}", tenant or TENANTS[(first + member) % len(TENANTS)], leaf)
        for member in range(number)
    ]


def _world(*votes: list[SimulatedVote]) -> Snapshot:
    return after({}, [vote for group in votes for vote in group])


_BASE = _world(_votes(_MICRO, 60), _votes(_OTHER, 60))
_SEEDS = _votes(_MICRO, 4, "seed", ATTACKERS[0])
_JOINER = _votes(_MICRO, 1, "joiner")
# Each world with the rules under which the attack discloses votes.
_WORLDS: dict[str, tuple[list[Snapshot], tuple[Rule, ...]]] = {
    "three children and their parent show the fourth": (
        [_world(_votes(_MICRO, 45), _votes(_SMALL, 45), _votes(_MID, 45), _votes(_LARGE, 3))],
        (unprotected, cell_by_cell),
    ),
    "a tenant subtracts its own from a cell that it fills": (
        [_world(_votes(_MICRO, 24, "seed", ATTACKERS[0]), _votes(_MICRO, 1))],
        (unprotected,),
    ),
    "one joins between two editions": ([_BASE, after(_BASE, _JOINER)], (unprotected,)),
    "one joins together with four of the attacker's": (
        [_BASE, after(_BASE, _JOINER + _SEEDS)],
        (unprotected,),
    ),
    "one is erased between two editions": ([_BASE, after(_BASE, erased=["o-G-micro-FR-7"])], (unprotected,)),
    "one changes its mind": (
        [_BASE, after(_BASE, [simulated_vote("o-G-micro-FR-7", TENANTS[1], _MICRO, 9)])],
        (unprotected,),
    ),
    "five come, and four of them go again": (
        [
            _BASE,
            after(_BASE, _votes(_MICRO, 15, "new")),
            after(_BASE, _votes(_MICRO, 1, "new") + _votes(_OTHER, 15, "new")),
        ],
        (unprotected, cell_by_cell),
    ),
    "eight go together who came with a ninth": (
        [
            _BASE,
            came := after(_BASE, _votes(_MICRO, 9, "new")),
            more := after(came, _votes(_MICRO, 15, "more")),
            after(more, erased=[vote.organisation for vote in _votes(_MICRO, 8, "new")]),
        ],
        (unprotected, cell_by_cell),
    ),
    "a part is shown, as it was when it hid another": (
        [
            early := _world(_votes(_OTHER, 60), _votes(_ABROAD, 1)),
            after(early, _votes(_ABROAD, 60, "new")),
        ],
        (unprotected, cell_by_cell),
    ),
    "one joins a part while others join elsewhere in its parent": (
        [
            _world(_votes(_MICRO, 45), _votes(_SMALL, 45)),
            _world(_votes(_MICRO, 54), _votes(_SMALL, 46)),
        ],
        (unprotected, cell_by_cell),
    ),
    "a small one crosses sections and sizes": (
        [
            _world(
                _votes(_MICRO, 60),
                _votes(_OTHER, 60),
                _votes(_LARGE, 2),
                _votes(Leaf("self", "C", "large", "FR"), 40),
            )
        ],
        (unprotected, cell_by_cell),
    ),
}


@pytest.mark.parametrize("name", _WORLDS)
def test_the_attack_sees_through_careless_releases_only(name: str) -> None:
    snapshots, careless = _WORLDS[name]
    for rule in (unprotected, cell_by_cell):
        assert discloses(rule(snapshots, _MINIMUM)) == (rule in careless), rule.__name__
    assert not discloses(by_blocks(snapshots, _MINIMUM))


def test_what_is_served_is_not_safe_because_it_is_nothing() -> None:
    (release,) = by_blocks([_BASE], _MINIMUM)
    assert {Cell("self"), Cell("self", "G"), Cell("self", "C")} <= set(release)
    grown = after(_BASE, _votes(_MICRO, 9, "new"))
    assert len(by_blocks([_BASE, grown], _MINIMUM)[1][Cell("self", "G")]) == 69


def test_a_kind_of_assessor_that_is_too_small_holds_no_other_back() -> None:
    (release,) = by_blocks([after(_BASE, _votes(Leaf("agency", "G", "micro", "FR"), 3))], _MINIMUM)
    assert Cell("self", "G") in release
    assert Cell("agency") not in release


def test_a_cell_that_grows_slowly_is_shown_in_the_end_and_the_others_go_on_meanwhile() -> None:
    snapshots = [_world(_votes(_MICRO, 60), _votes(_OTHER, 27))]
    for week in range(5):
        few = _votes(_OTHER, 3, f"w{week}", first=3 * week + 3)
        snapshots.append(after(snapshots[-1], _votes(_MICRO, 9, f"w{week}") + few))
    editions = by_blocks(snapshots, _MINIMUM)
    section = Cell("self", "C")
    assert [section in release for release in editions] == [False, False, False, True, True, True]
    # New votes of the small section are withheld meanwhile, those of the rest are published.
    assert [len(release[Cell("self")]) for release in editions] == [87, 96, 105, 123, 132, 141]


def test_what_is_cut_out_is_shown_whole_though_a_part_of_it_waits() -> None:
    snapshot = _world(_votes(_MICRO, 60), _votes(_LARGE, 9), _votes(_OTHER, 15))
    grown = after(snapshot, _votes(_LARGE, 24, "new") + _votes(_OTHER, 18, "new"))
    first, second = by_blocks([snapshot, grown], _MINIMUM)
    assert set(first) == {Cell("self")}
    assert Cell("self", "G", "micro") not in second
    assert len(second[Cell("self", "G")]) == 93


def test_all_together_are_shown_from_five_on_and_again_only_with_fresh_ones() -> None:
    twelve = _world(_votes(_MICRO, 12))
    six = after(twelve, erased=sorted(twelve)[6:])
    nine = after(six, _votes(_MICRO, 3, "new"))
    more = after(nine, _votes(_MICRO, 6, "more"))
    editions = by_blocks([twelve, twelve, six, nine, more], _MINIMUM)
    assert [len(release.get(Cell("self"), ())) for release in editions] == [12, 12, 0, 0, 15]


def test_what_is_shown_in_part_is_of_enough_too() -> None:
    # Two parts grow after the first version published them, and are withheld in the second: few are left.
    first = _world(_votes(_LARGE, 60), _votes(_MICRO, 3), _votes(_SMALL, 3))
    second = after(first, _votes(_LARGE, 9, "new"))
    left = [vote.organisation for vote in _votes(_LARGE, 60)]
    third = after(second, _votes(_MICRO, 30, "new") + _votes(_SMALL, 30, "new"), left)
    fourth = after(third, _votes(_LARGE, 9, "more"))
    editions = by_blocks([first, second, third, fourth], _MINIMUM, versions=2)
    assert [len(release[Cell("self")]) for release in editions] == [66, 75, 75, 75]


def test_whoever_says_the_same_again_is_not_fresh() -> None:
    for bins, fresh in ((bytes(9), {}), (bytes([1] * 9), {"north": 1})):
        counter = VoteCounter(cut_off_of(2), {_MICRO: cut_off_of(1)})
        votes = [Vote(_MICRO, cut_off_of(2) - MINUTE, bins), Vote(_MICRO, cut_off_of(1) - MINUTE, bytes(9))]
        counter.add_organisation("north", votes)
        assert counter.tally[_MICRO].fresh == fresh


def test_a_cell_that_most_have_left_is_shown_no_more() -> None:
    snapshot = _world(_votes(_MICRO, 60), _votes(_OTHER, 45))
    fewer = after(snapshot, _votes(_MICRO, 9, "new"), [vote.organisation for vote in _votes(_OTHER, 40)])
    first, second = by_blocks([snapshot, fewer], _MINIMUM)
    assert len(first[Cell("self", "C")]) == 45
    assert Cell("self", "C") not in second
    assert len(second[Cell("self")]) == 74
