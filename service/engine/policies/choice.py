"""From a ranking to one recommendation: the best fit that is sound, allowed and within the budget.

Where nothing sound fits the budget, the cheapest sound model is named with the gap in euros. Raising the
budget can therefore never lower the fit of what is recommended.
"""

from collections.abc import Sequence
from math import ceil

from msgspec import Struct

from service.engine.policies.ranking import RankedFit
from service.model.answer.sourcing import MonthlyCost


class Choice(Struct, frozen=True, gc=False):
    """The recommended model by position; the next sound one; whether it is affordable (None: not known).

    ``passed_over`` is the best sound model that the budget excludes, if it suits better than the recommended.
    """

    position: int
    runner_up: int | None
    margin: int | None
    affordable: bool | None
    gap: int | None
    passed_over: int | None


def choose(ranking: RankedFit, costs: Sequence[MonthlyCost], budget: float | None) -> Choice:
    """The recommendation; ``budget`` is None when it is not known or cannot exclude anything."""
    sound = [i for i in ranking.order if i not in ranking.vetoes and i not in ranking.unsound]
    affordable = sound if budget is None else [i for i in sound if costs[i].low <= budget]
    if affordable:
        chosen, gap = affordable[0], None
    else:
        chosen = min(sound, key=lambda i: (costs[i].low, i))
        gap = ceil(costs[chosen].low - (budget or 0))
    after = sound[sound.index(chosen) + 1 :]
    runner_up = after[0] if after else None
    margin = None if runner_up is None else ranking.fits[chosen] - ranking.fits[runner_up]
    passed_over = None if sound[0] == chosen else sound[0]
    within = None if budget is None else bool(affordable)
    return Choice(chosen, runner_up, margin, within, gap, passed_over)
