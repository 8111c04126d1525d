"""What rules may read of an answer that is a range: no more than holds for the whole of it."""

import math
from collections.abc import Callable

from service.methodology.vocabulary import UNKNOWN
from service.model.profile import EuroRange


def band_of_range(ends: tuple[float, float] | None, band_of: Callable[[float], str]) -> str:
    """The band that holds a whole range; unknown where it reaches into another."""
    if ends is None:
        return UNKNOWN
    first, last = map(band_of, ends)
    return first if first == last else UNKNOWN


def budget_of(stated: float | EuroRange | None) -> float | None:
    """The most that can be spent, in euros a month: the upper end of a range, infinity if it is open-ended.

    None when unknown, as it is where neither end says anything: from 0 upwards is any budget.
    """
    if not isinstance(stated, EuroRange):
        return None if stated is None else float(stated)
    if stated.max is None:
        return math.inf if stated.min else None
    return max(stated.min or 0.0, stated.max)
