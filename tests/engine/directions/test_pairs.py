"""Pairs of one profile and one change: the fits move as the methodology's directions say."""

import pytest

from tests.engine.expectations import CHECKS, failures
from tests.engine.moves import assert_moves, drops
from tests.engine.support import answer, cases, changed, profile_of

PAIRS = cases("directions")
KEYS = {
    "name", "direction", "claims", "profile", "change", "before", "after",
    "up", "down", "strict", "still", "falls_more",
}  # fmt: skip
MOVES = ("up", "down", "strict", "still")


@pytest.mark.parametrize("slug", PAIRS)
def test_a_single_change_moves_the_fits_in_its_direction(slug):
    pair = PAIRS[slug]
    before = profile_of(pair)
    assert_moves(before, changed(before, pair["change"]), **{key: pair.get(key, ()) for key in MOVES})


@pytest.mark.parametrize("slug", [slug for slug, pair in PAIRS.items() if {"before", "after"} & set(pair)])
def test_a_single_change_turns_one_answer_into_another(slug):
    pair = PAIRS[slug]
    before = profile_of(pair)
    lines = failures(answer(before), pair.get("before", {}))
    lines += [
        f"after: {line}" for line in failures(answer(changed(before, pair["change"])), pair.get("after", {}))
    ]
    assert not lines, f"{pair['name']}\n  " + "\n  ".join(lines)


@pytest.mark.parametrize("slug", [slug for slug, pair in PAIRS.items() if "falls_more" in pair])
def test_a_single_change_costs_some_models_more_than_others(slug):
    pair = PAIRS[slug]
    before = profile_of(pair)
    fall = drops(before, changed(before, pair["change"]))
    assert all(fall[first] > fall[second] for first, second in pair["falls_more"]), fall


@pytest.mark.parametrize("slug", PAIRS)
def test_a_pair_is_well_formed(slug):
    pair = PAIRS[slug]
    assert set(pair) <= KEYS
    assert slug.startswith(f"{pair['direction']:02}-")
    assert set(pair.get("strict", ())) <= {*pair.get("up", ()), *pair.get("down", ())}
    assert {*pair.get("before", {}), *pair.get("after", {})} <= set(CHECKS)
    assert pair["claims"]
    assert profile_of(pair) != changed(profile_of(pair), pair["change"])


def test_every_direction_of_the_table_has_a_pair():
    assert {pair["direction"] for pair in PAIRS.values()} == set(range(1, 24))
