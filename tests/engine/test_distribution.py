"""No model wins everywhere: the recommendations over 10,000 plausible organisations, printed."""

from collections import Counter
from functools import cache

import pytest

from service.model.codes import MODELS
from tests.engine.support import answer
from tests.support.profiles import plausible

SEED = 2026
COUNT = 10_000


@cache
def distribution() -> Counter[str]:
    return Counter(answer(profile).sourcing.model for profile in plausible(SEED, COUNT))


def test_the_plausible_organisations_are_the_same_every_time():
    assert plausible(SEED, 40) == plausible(SEED, 60)[:40]
    assert plausible(SEED, 40) != plausible(SEED + 1, 40)


def test_the_distribution_is_published(capsys):
    with capsys.disabled():
        print("\nrecommended, share of plausible organisations:")
        for model in MODELS:
            print(f"  {model:28} {100 * distribution()[model] / COUNT:5.1f} %")
    assert sum(distribution().values()) == COUNT


@pytest.mark.parametrize("model", MODELS)
def test_no_model_is_recommended_to_more_than_45_in_100(model):
    assert distribution()[model] <= 0.45 * COUNT


@pytest.mark.parametrize("model", [model for model in MODELS if model != "shared_internal_role"])
def test_each_model_is_recommended_to_at_least_1_in_200(model):
    assert distribution()[model] >= 0.005 * COUNT
