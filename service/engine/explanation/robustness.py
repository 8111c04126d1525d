"""Robustness of the recommendation: how often it stands when the weights of the ranking are varied.

The weight of every factor is varied by up to a fifth in 200 samples from a fixed seed; budget, vetoes and
soundness stay as they are. It measures the stability of the advice, not its truth.
"""

from functools import lru_cache
from random import Random

from service.engine.core import Decision
from service.engine.policies.ranking import unpack
from service.model.answer.advice import Robustness
from service.model.codes import MODELS

_SAMPLES = 200
_WEIGHT_CHANGE = 0.2
_SEED = 20261122


def robustness_of(decision: Decision) -> Robustness:
    """The share of samples, 0 to 1, in which the same model is recommended."""
    if decision.facts["affordable"] == "no":
        # The cheapest acceptable model is recommended whatever the weights.
        return Robustness(1.0, _SAMPLES, _WEIGHT_CHANGE)
    ranking, costs = decision.ranking, decision.costs
    budget = decision.resources.budget if decision.facts["affordable"] == "yes" else None
    candidates = [
        i
        for i in range(len(MODELS))
        if i not in ranking.vetoes and i not in ranking.unsound and (budget is None or costs[i].low <= budget)
    ]
    columns = [unpack(column.packed) for column in ranking.columns]
    unchanged = sum(
        _winner(columns, weights, candidates) == decision.choice.position
        for weights in _weight_samples(len(columns))
    )
    return Robustness(unchanged / _SAMPLES, _SAMPLES, _WEIGHT_CHANGE)


def _winner(columns: list[tuple[int, ...]], weights: tuple[int, ...], candidates: list[int]) -> int:
    fits = {
        i: sum(column[i] * weight for column, weight in zip(columns, weights, strict=True))
        for i in candidates
    }
    return max(candidates, key=lambda i: (fits[i], -i))


@lru_cache(maxsize=64)
def _weight_samples(columns: int) -> tuple[tuple[int, ...], ...]:
    """Weights in thousandths, the base's fixed at one; the same for all profiles with as many columns."""
    random = Random(_SEED)
    least, most = round(1000 * (1 - _WEIGHT_CHANGE)), round(1000 * (1 + _WEIGHT_CHANGE))
    return tuple((1000, *(random.randint(least, most) for _ in range(columns - 1))) for _ in range(_SAMPLES))
