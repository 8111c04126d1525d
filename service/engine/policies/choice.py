"""Chooses one model from the ranking: the best fit that is sound, not vetoed and within the budget.

If no such model is affordable, the cheapest of them is chosen and the gap reported. A larger budget therefore
never lowers the fit of the recommended model.
"""

from collections.abc import Sequence
from math import ceil

from msgspec import Struct

from service.engine.policies.ranking import Ranking
from service.model.answer.sourcing import MonthlyCost


class Choice(Struct, frozen=True, kw_only=True, gc=False):
    """The recommended model and its alternatives; models are positions in ``MODELS``.

    ``runner_up`` is the next acceptable model by fit and ``margin`` the difference in tenths of a point, both
    None if there is none. ``affordable`` is None if the budget is unknown or does not bind. ``gap`` is the
    euros a month missing where nothing acceptable is affordable. ``passed_over`` is the best acceptable
    model where the budget excludes it. Acceptable is neither vetoed nor unsound.
    """

    position: int
    runner_up: int | None
    margin: int | None
    affordable: bool | None
    gap: int | None
    passed_over: int | None


def choose(ranking: Ranking, costs: Sequence[MonthlyCost], budget: float | None) -> Choice:
    """Choose a model; ``budget`` is euros a month, None when unknown or not binding.

    The pack's checks guarantee that some model is always acceptable.
    """
    acceptable = [i for i in ranking.order if i not in ranking.vetoes and i not in ranking.unsound]
    affordable = acceptable if budget is None else [i for i in acceptable if costs[i].low <= budget]
    if affordable:
        chosen, gap = affordable[0], None
    else:
        chosen = min(acceptable, key=lambda i: (costs[i].low, i))
        gap = ceil(costs[chosen].low - (budget or 0))
    lower_ranked = acceptable[acceptable.index(chosen) + 1 :]
    runner_up = lower_ranked[0] if lower_ranked else None
    return Choice(
        position=chosen,
        runner_up=runner_up,
        margin=None if runner_up is None else ranking.fits[chosen] - ranking.fits[runner_up],
        affordable=None if budget is None else bool(affordable),
        gap=gap,
        passed_over=None if acceptable[0] == chosen else acceptable[0],
    )
