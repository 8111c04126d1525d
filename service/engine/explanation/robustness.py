"""How firmly the recommendation stands when the weights are moved: stability of the advice, not its truth.

Every factor's weight is moved by up to a fifth, up or down, two hundred times, from a fixed seed; the budget,
the vetoes and soundness stay as they are.
"""

from functools import lru_cache
from random import Random

from service.engine.core import Decision
from service.engine.policies.ranking import unpack
from service.model.answer.advice import Robustness
from service.model.codes import MODELS

SAMPLES = 200
CHANGE = 0.2
_SEED = 20261122


def robustness_of(decision: Decision) -> Robustness:
    """Share of the weight changes under which the same model is recommended."""
    ranking, costs = decision.ranking, decision.costs
    budget = decision.means.budget if decision.facts["affordable"] == "yes" else None
    open_to = [
        i
        for i in range(len(MODELS))
        if i not in ranking.vetoes and i not in ranking.unsound and (budget is None or costs[i].low <= budget)
    ]
    if decision.facts["affordable"] == "no":
        # The cheapest sound model is named whatever the weights.
        return Robustness(1.0, SAMPLES, CHANGE)
    columns = [unpack(column.packed) for column in ranking.columns]
    kept = sum(
        _winner(columns, weights, open_to) == decision.choice.position for weights in _weights(len(columns))
    )
    return Robustness(kept / SAMPLES, SAMPLES, CHANGE)


def _winner(columns: list[tuple[int, ...]], weights: tuple[int, ...], open_to: list[int]) -> int:
    fits = {
        i: sum(column[i] * weight for column, weight in zip(columns, weights, strict=True)) for i in open_to
    }
    return max(open_to, key=lambda i: (fits[i], -i))


@lru_cache(maxsize=64)
def _weights(columns: int) -> tuple[tuple[int, ...], ...]:
    """Weights in thousandths, the base's fixed at one; the same for every profile with as many factors."""
    random = Random(_SEED)
    least, most = round(1000 * (1 - CHANGE)), round(1000 * (1 + CHANGE))
    return tuple((1000, *(random.randint(least, most) for _ in range(columns - 1))) for _ in range(SAMPLES))
