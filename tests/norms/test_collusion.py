"""Two tenants that act together learn nothing of one foreign organisation, nor place a median at an end."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from service.norms.cohorts import Cell
from service.norms.release import COUNTS, MEDIANS, QUARTILES
from service.norms.shares import MIN_OWNERS, independent_votes, limited, most_per_owner
from tests.norms.attack import Knowledge
from tests.norms.collusion import COLLUDERS, NOTHING, VICTIM, Bystanders, attacks, learned, one_left_out
from tests.norms.histories import STEP, Step, snapshots_of
from tests.norms.world import ATTACKERS, SimulatedEdition, SimulatedVote, by_blocks, editions_of

_ALONE, _FEW, _SOME = Bystanders(0, 0), Bystanders(4, 1), Bystanders(8, 3)
_NAMES = list(attacks(2, _ALONE))
_numbers = st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(1, 60), min_size=1)


@pytest.mark.parametrize("bystanders", [_ALONE, _FEW, _SOME])
@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize("number", [2, 3])
def test_two_or_three_who_invent_organisations_learn_no_figure_of_a_foreign_one(
    number: int, name: str, bystanders: Bystanders
) -> None:
    known = learned(attacks(number, bystanders)[name], COLLUDERS[:number])
    assert (known.figures, known.crowd >= COUNTS) == (0, True)


@pytest.mark.parametrize("name", _NAMES)
def test_each_attack_reads_all_nine_figures_where_one_owner_is_left_out(name: str) -> None:
    with one_left_out():
        found = [learned(attacks(2, bystanders)[name], COLLUDERS[:2]) for bystanders in (_ALONE, _FEW, _SOME)]
    assert max(found).figures == 9


def test_an_organisation_among_colluders_alone_is_in_no_cell() -> None:
    for number in (2, 3, 4):
        for snapshots in attacks(number, _ALONE).values():
            assert learned(snapshots, COLLUDERS[:number]) == NOTHING


def test_where_enough_others_are_the_cell_is_shown_with_the_victim_in_it() -> None:
    (release,) = by_blocks(attacks(2, _SOME)["surrounded in its cell"], QUARTILES)
    votes = release[Cell("self")]
    assert VICTIM in {vote.organisation for vote in votes}
    assert {sum(vote.tenant == colluder for vote in votes) for colluder in COLLUDERS[:2]} < set(range(1, 40))


@settings(max_examples=settings.default.max_examples // 2)
@given(st.lists(STEP, min_size=1, max_size=3))
def test_three_together_still_leave_three_votes_in_every_difference(steps: list[Step]) -> None:
    snapshots = [snapshot for snapshot in snapshots_of(steps) if snapshot]
    knowledge = Knowledge(by_blocks(snapshots, COUNTS), (*ATTACKERS, "north"))
    assert knowledge.smallest_difference() >= 3


@settings(max_examples=settings.default.max_examples // 2)
@given(st.lists(STEP, min_size=1, max_size=4))
def test_every_published_block_has_enough_owners_none_of_whom_weighs_too_much(steps: list[Step]) -> None:
    snapshots = [snapshot for snapshot in snapshots_of(steps) if snapshot]
    for edition in editions_of(snapshots, COUNTS):
        for block in _blocks(edition):
            numbers = _by_owner(block)
            assert len(numbers) >= MIN_OWNERS
            assert max(numbers.values()) * 5 <= len(block)
            for two in combinations(numbers, 2):
                assert sum(number for owner, number in numbers.items() if owner not in two) >= COUNTS


@given(_numbers, st.sampled_from([MEDIANS, QUARTILES]), st.data())
def test_two_owners_place_a_median_on_neither_end_of_the_other_votes(
    numbers: dict[str, int], minimum: int, data: st.DataObject
) -> None:
    counted = limited(numbers, most_per_owner(numbers))
    assume(len(counted) >= MIN_OWNERS and independent_votes(counted, minimum) >= minimum)
    two = data.draw(st.permutations(sorted(counted)))[:2]
    low = data.draw(st.integers(0, theirs := sum(counted[owner] for owner in two)))
    others = sum(counted.values()) - theirs
    values = sorted([-1] * low + list(range(others)) + [others] * (theirs - low))
    median = values[(len(values) + 1) // 2 - 1]
    # Others' votes have the values 0, 1, 2…: at least a sixth of them lies on each side.
    assert others / 6 - 1 <= median <= others * 5 / 6
    assert 1 <= median <= others - 2


@given(_numbers, st.integers(1, 40), st.sampled_from([COUNTS, MEDIANS, QUARTILES]))
def test_more_votes_never_count_for_less(numbers: dict[str, int], more: int, minimum: int) -> None:
    grown = numbers | {"a": numbers.get("a", 0) + more}
    assert most_per_owner(grown) >= most_per_owner(numbers)
    assert independent_votes(grown, minimum) >= independent_votes(numbers, minimum)


@given(_numbers)
def test_no_owner_counts_for_more_than_a_fifth_and_one_vote_more_each_would_be_too_many(
    numbers: dict[str, int],
) -> None:
    most = most_per_owner(numbers)
    counted = limited(numbers, most)
    assert all(number * 5 <= sum(counted.values()) for number in counted.values())
    more = limited(numbers, most + 1)
    assert more == counted or max(more.values()) * 5 > sum(more.values())


def _blocks(edition: SimulatedEdition) -> list[set[SimulatedVote]]:
    """The votes that lie in the same published cells."""
    release = edition.release
    blocks: dict[frozenset[Cell], set[SimulatedVote]] = {}
    for vote in frozenset().union(*release.values()):
        signature = frozenset(cell for cell, votes in release.items() if vote in votes)
        blocks.setdefault(signature, set()).add(vote)
    return list(blocks.values())


def _by_owner(votes: Sequence[SimulatedVote] | set[SimulatedVote]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for vote in votes:
        numbers[vote.tenant] = numbers.get(vote.tenant, 0) + 1
    return numbers
