"""Compares the raw fits before and after a change of one answer: the basis of every direction test."""

from collections.abc import Iterable

from hypothesis import strategies as st

from service.model.profile import Profile
from tests.engine.support import answer, fits, stated_alone
from tests.support.profiles import answered_profiles, profiles

# With every answer stated: what a form deduced settles nothing, which properties of its own say.
ANY = st.one_of(profiles(), answered_profiles()).map(stated_alone)
STEPS_DOWN = st.sampled_from([("yes", "partly"), ("partly", "no"), ("yes", "no")])


def rising(values: st.SearchStrategy) -> st.SearchStrategy:
    """Two different values, the lower first."""
    return st.tuples(values, values).map(sorted).filter(lambda pair: pair[0] < pair[1])


def drops(before: Profile, after: Profile) -> dict[str, int]:
    """By how much each model's raw fit falls, in tenths; negative where it rises."""
    first, second = fits(answer(before)), fits(answer(after))
    return {model: first[model] - second[model] for model in first}


def assert_moves(
    before: Profile,
    after: Profile,
    up: Iterable[str] = (),
    down: Iterable[str] = (),
    strict: Iterable[str] = (),
    still: Iterable[str] = (),
) -> None:
    """``up`` models do not fall, ``down`` ones do not rise; ``strict`` ones move, ``still`` ones do not."""
    fall, strict = drops(before, after), set(strict)
    wrong = [f"{model} falls by {fall[model]}" for model in up if fall[model] > 0]
    wrong += [f"{model} rises by {-fall[model]}" for model in down if fall[model] < 0]
    wrong += [f"{model} does not move" for model in strict if fall[model] == 0]
    wrong += [f"{model} moves by {-fall[model]}" for model in still if fall[model]]
    assert not wrong, "; ".join(wrong)


def assert_outside_falls_most(fall: dict[str, int], outside: Iterable[str], inside: Iterable[str]) -> None:
    """Every outside model falls at least as much as every inside one, to a rounding of one tenth."""
    wrong = [
        f"{out} falls by {fall[out]}, {within} by {fall[within]}"
        for out in outside
        for within in inside
        if fall[out] + 1 < fall[within]
    ]
    assert not wrong, "; ".join(wrong)
