"""Writes fitted weights into ``sourcing.toml``, by tenths of a point, and leaves all else as it is."""

import re

import numpy as np

from service.model.codes import MODELS
from tests.calibration.matrix import Array, Weights

_GRAIN = 0.1
# A fit lies between 0 and 100 whatever the answers; rounding to the grain may add a little.
_MIDDLE, _MOST_AWAY = 50.0, 48.5


def on_the_grain(values: Array) -> Array:
    """The nearest multiples of the grain."""
    return np.round(np.round(values / _GRAIN) * _GRAIN, 1) + 0.0


def within_bounds(weights: Weights, points: Array, base: Array) -> tuple[Array, Array]:
    """Points and base scaled alike, so that no answers bring a fit below 0 or above 100."""
    furthest = 0.0
    for bound in (np.max, np.min):
        sums = base - _MIDDLE
        for first, last in weights.spans:
            # A fact that is not known adds nothing.
            sums = sums + bound(np.vstack([points[first:last], np.zeros_like(base)]), axis=0)
        furthest = max(furthest, float(np.abs(sums).max()))
    scale = min(1.0, _MOST_AWAY / furthest)
    return points * scale, _MIDDLE + (base - _MIDDLE) * scale


def with_weights(text: str, weights: Weights, points: Array, base: Array) -> str:
    """``sourcing.toml`` with these points and this base in place of its own."""
    for model, value in zip(MODELS, on_the_grain(base), strict=True):
        text = re.sub(rf'(model = "{model}"\nbase = )[\d.]+', rf"\g<1>{value}", text)
    rows = on_the_grain(points)
    for factor in dict.fromkeys(factor for factor, _ in weights.values):
        lines = "".join(
            _line(value, row)
            for (name, value), row in zip(weights.values, rows, strict=True)
            if name == factor
        )
        head = rf'id = "factor\.{factor}"\n(?:(?!points).*\n)+'
        text = re.sub(rf"({head})(?:points\..*\n)+", rf"\g<1>{lines}", text)
    return text


def _line(value: str, row: Array) -> str:
    points = ", ".join(f"{model} = {point}" for model, point in zip(MODELS, row, strict=True) if point)
    return f"points.{value} = {{ {points} }}\n" if points else ""
